"""Whose word about a sender counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.channels.contract import Inbound
from nitka.channels.email.parse import authentic, read_letter
from nitka.channels.email.parse.mime import Headers
from nitka.channels.email.tests.letters import AT, channel, raw

OURS = "mx.uklad.example"


def found(*fields: str, sender: str = "anna@example.org") -> dict[str, str]:
    headers = Headers([("authentication-results", field.encode()) for field in fields])
    return authentic.results(headers, sender, [OURS])


@pytest.mark.parametrize(
    ("field", "verdict"),
    [
        (f"{OURS}; spf=pass smtp.mailfrom=a@x.org; dkim=pass header.d=example.org; dmarc=pass", "proven"),
        (f"{OURS}; dkim=pass header.d=mail.example.org", "proven"),
        (f"{OURS}; dkim=pass header.d=mailer.example; spf=pass smtp.mailfrom=b@mailer.example", "unproven"),
        (f"{OURS}; spf=fail smtp.mailfrom=example.org; dkim=none", "doubtful"),
        (
            f"{OURS}; spf=pass smtp.mailfrom=example.org; dmarc=fail (p=reject dis=none) header.from=example.org",
            "doubtful",
        ),
        (f"{OURS}; spf=softfail smtp.mailfrom=example.org", "unproven"),
        (f"{OURS} 1; dkim=fail header.d=example.org; dkim=pass (2048-bit; key) header.d=example.org", "proven"),
        (f"{OURS}; none", "unproven"),
    ],
)
def test_the_verdict_follows_the_results(field, verdict):
    assert found(field)["verdict"] == verdict


def test_only_a_server_that_the_channel_trusts_is_believed():
    forged = "mx.evil.example; dmarc=pass header.from=example.org"
    assert found(forged) == {}
    assert found(forged, f"{OURS}; dmarc=fail header.from=example.org")["verdict"] == "doubtful"
    assert found(f"mx.{OURS}.evil.example; dmarc=pass") == {}


def test_the_topmost_word_counts_as_it_was_written_last():
    assert found(f"{OURS}; dmarc=fail", f"{OURS}; dmarc=pass")["verdict"] == "doubtful"


@pytest.mark.parametrize(
    ("host", "server"),
    [
        ("imap.gmail.com", "mx.google.com"),
        ("imap.yandex.ru", "mxfront1.sas.mail.yandex.net"),
        ("IMAP.mail.ru.", "mxs.mail.ru"),
        ("outlook.office365.com", "db5eur03ft.mail.protection.outlook.com"),
    ],
)
def test_a_provider_is_believed_about_what_was_fetched_from_it(host, server):
    headers = Headers([("authentication-results", f"{server}; dkim=pass header.i=@example.org; dmarc=pass".encode())])
    settings = {"imap": {"host": host}}
    names = authentic.trusted(settings, {"by": "mailbox"})
    assert authentic.results(headers, "anna@example.org", names)["verdict"] == "proven"
    assert authentic.results(headers, "anna@example.org", authentic.trusted(settings, {})) == {}


def test_of_a_server_that_anybody_may_name_only_the_doubt_is_taken():
    assert found("mx.google.com; dkim=pass header.d=example.org; dmarc=pass") == {}
    assert found("mx.google.com; dmarc=fail header.from=example.org")["verdict"] == "doubtful"
    both = ("mx.google.com; dmarc=fail header.from=example.org", f"{OURS}; dmarc=pass header.from=example.org")
    assert found(*both)["verdict"] == "proven"  # the channel's own server knows better


@pytest.mark.parametrize(
    "field",
    [
        f'{OURS}; spf=pass smtp.mailfrom="a; dkim=pass header.d=example.org"@evil.example',
        f'{OURS}; spf=pass smtp.mailfrom="example.org"@evil.example',
        f'{OURS}; spf=pass smtp.mailfrom="x\\" header.d=example.org"@evil.example',
        f'{OURS}; spf=pass reason="smtp.mailfrom=example.org" smtp.mailfrom=evil.example',
        f"{OURS}; spf=pass (why (not; dkim=pass header.d=example.org)) smtp.mailfrom=evil.example",
        f"{OURS}; spf=pass smtp.mailfrom={'a' * 330}@example.org@evil.example",
        f"{OURS}; dmarc=pass header.from=evil.example",
        f"{OURS}; dkim=pass header.d=example.org;{'x' * 10_000}",
    ],
)
def test_what_a_sender_chose_is_no_statement_of_the_server(field):
    assert found(field)["verdict"] == "unproven"


def test_a_letter_that_fails_states_its_sender_only():
    letter = raw(Authentication_Results=f"{OURS}; dmarc=fail header.from=example.org")
    (read,) = read_letter(letter, {}, AT, channel(authserv=OURS))
    assert isinstance(read, Inbound)
    assert (read.sender.status, read.meta["auth"]["verdict"]) == ("stated", "doubtful")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text):
    assert found(f"{OURS}; {text}").get("verdict") in {"proven", "unproven", "doubtful"}
    found(text)
