"""What is wrong is said by its reason."""

from typing import Any

import pytest

from nitka.channels.contract import REASONS, ChannelError, ChannelInfo
from nitka.channels.email.fetch.account import Account
from nitka.channels.email.fetch.imap import Imap
from nitka.channels.email.fetch.pop3 import Pop3
from nitka.channels.email.fetch.tests.boxes import Box
from nitka.channels.fetching import Cursor
from nitka.kit.ids import uuid7


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"password": "wrong"}, "auth_in"),
        ({"password": ""}, "no_password"),
        ({"port": 1}, "no_answer"),
        ({"host": "nobody.invalid"}, "dns"),
        ({"security": "tls"}, "tls_in"),
        ({"security": "starttls"}, "certificate_name"),
        ({"security": "starttls", "host": "localhost"}, "certificate_self_signed"),
        ({"password": "пароль"}, "auth_in"),
    ],
)
@pytest.mark.parametrize("kind", [Imap, Pop3])
def test_what_is_wrong(box: Box, kind: Any, changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(ChannelError) as raised:
        kind(box.account("imap" if kind is Imap else "pop3", **changed))
    expected = {"certificate_name": {"certificate_name", "certificate_self_signed"}}.get(reason, {reason})
    assert raised.value.reason in expected
    assert raised.value.words("ru") != raised.value.words("en") != reason


def test_a_folder_that_is_not_there(box: Box) -> None:
    with pytest.raises(ChannelError, match="no_folder"):
        Imap(box.account()).begin(Cursor("Nirgends"))


def test_an_encrypted_connection_works(box: Box) -> None:
    box.put(1)
    for security, port in (("tls", box.server.imaps), ("starttls", box.server.imap)):
        account = box.account(host="localhost", security=security, port=port, verify=False)
        assert Imap(account).begin(Cursor("INBOX"))


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("mail.example", False), ("10.0.0.1", False)],
)
def test_a_password_goes_in_the_open_to_this_machine_only(host: str, allowed: bool) -> None:
    settings = {"address": "a@b.example", "imap": {"host": host, "security": "none"}}
    channel = ChannelInfo(id=uuid7(), workspace_id=uuid7(), settings=settings, secrets={"imap_password": "x"})
    if allowed:
        assert Account.of(channel).user == "a@b.example"
    else:
        with pytest.raises(ChannelError, match="plain"):
            Account.of(channel)
    settings["imap"]["plain"] = True  # type: ignore[index]
    assert Account.of(channel).host == host


def test_every_reason_has_words_in_both_languages() -> None:
    assert all(english and russian and english != russian for english, russian in REASONS.values())
