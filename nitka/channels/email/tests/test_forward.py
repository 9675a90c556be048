"""A letter that a colleague forwards is its writer's."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.channels.contract import Inbound
from nitka.channels.email.parse import forward, read_letter
from nitka.channels.email.tests.letters import AT, channel, raw

MX = "mx.uklad.example"
VOUCHED = f"{MX}; dkim=pass header.d=uklad.example; dmarc=pass header.from=uklad.example"
GMAIL = """Посмотри, пожалуйста

---------- Forwarded message ---------
От: Анна Соколова <anna@example.org>
Date: пн, 23 нояб. 2026 г. в 12:00
Subject: Датчик молчит
To: <ilya@uklad.example>


Здравствуйте, датчик молчит.
"""
YANDEX = """-------- Пересылаемое сообщение --------
23.11.2026, 12:00, "Анна Соколова" <anna@example.org>:

Здравствуйте, датчик молчит.
-------- Конец пересылаемого сообщения --------
"""
OUTLOOK = """fyi

-----Original Message-----
From: Anna Sokolova [mailto:anna@example.org]
Sent: Monday, November 23, 2026 12:00 PM
To: Ilya
Subject: Датчик молчит

Здравствуйте, датчик молчит.
"""
APPLE = """Begin forwarded message:

> From: Anna <anna@example.org>
> Subject: Датчик молчит
> Date: 23 Nov
>
> Здравствуйте, датчик молчит.
"""


def came(
    body: str,
    sender: str = "Илья <ilya@uklad.example>",
    subject: str = "Fwd: Датчик молчит",
    said: str = VOUCHED,
    envelope: Mapping[str, str] | None = None,
    **settings,
) -> Inbound:
    text = body.replace("\n", "\r\n")
    fields = {"Authentication_Results": said} if said else {}
    letter = raw(From=sender, Subject=subject, body=text, Content_Type="text/plain; charset=utf-8", **fields)
    where = channel(**{"forwarders": "uklad.example", "authserv": MX, **settings})
    (found,) = read_letter(letter, envelope or {}, AT, where)
    assert isinstance(found, Inbound)
    return found


@pytest.mark.parametrize("body", [GMAIL, YANDEX, OUTLOOK, APPLE], ids=["gmail", "yandex", "outlook", "apple"])
def test_the_writer_and_the_words_are_those_of_the_letter_inside(body):
    found = came(body)
    assert (found.sender.value, found.sender.status) == ("anna@example.org", "stated")
    assert (found.text, found.subject) == ("Здравствуйте, датчик молчит.", "Датчик молчит")
    assert found.meta["forwarded"]["by"] == "ilya@uklad.example"


def test_what_the_colleague_wrote_above_stays_beside_it():
    assert came(GMAIL).meta["forwarded"]["note"] == "Посмотри, пожалуйста"


def test_a_stranger_who_forwards_is_believed_nothing():
    found = came(GMAIL, sender="eve@evil.example")
    assert (found.sender.value, "forwarded" in found.meta) == ("eve@evil.example", False)


def test_an_answer_of_a_colleague_is_not_a_letter_of_whom_they_quote():
    assert came(OUTLOOK, subject="Re: Датчик молчит").sender.value == "ilya@uklad.example"


def test_a_letter_of_ours_that_comes_back_forwarded_is_the_colleagues():
    ours = GMAIL.replace("anna@example.org", "support@uklad.example")
    assert came(ours).sender.value == "ilya@uklad.example"


def test_a_letter_attached_to_another_is_read_as_itself():
    inner = raw(From="Anna <anna@example.org>", Subject="Sensor", body="It is silent.").decode()
    body = f"--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--"
    fields = {"From": "ilya@uklad.example", "Content_Type": 'multipart/mixed; boundary="b"'}
    letter = raw(body=body, Authentication_Results=VOUCHED, **fields)
    (found,) = read_letter(letter, {}, AT, channel(forwarders="ilya@uklad.example", authserv=MX))
    assert isinstance(found, Inbound)
    assert (found.sender.value, found.text, found.subject) == ("anna@example.org", "It is silent.", "Sensor")
    assert found.meta["forwarded"] == {"by": "ilya@uklad.example", "name": "", "note": "see"}

    (forged,) = read_letter(raw(body=body, **fields), {}, AT, channel(forwarders="ilya@uklad.example", authserv=MX))
    assert isinstance(forged, Inbound)
    assert (forged.sender.value, forged.text, forged.meta["forward"]) == ("ilya@uklad.example", "see", "unproven")
    assert [file.type for file in forged.files] == ["message/rfc822"]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "mx.google.com; dkim=pass header.d=uklad.example; dmarc=pass header.from=uklad.example",
        "mx.evil.example; dkim=pass header.d=uklad.example; dmarc=pass header.from=uklad.example",
        f"{MX}; spf=pass smtp.mailfrom=eve@evil.example; dkim=pass header.d=evil.example",
        f"{MX}; dmarc=fail header.from=uklad.example",
    ],
    ids=["silent", "another-provider", "strangers-own", "of-another-domain", "refuted"],
)
def test_who_writes_a_forwarders_name_on_a_letter_speaks_for_nobody(said):
    found = came(GMAIL, said=said)
    assert (found.sender.value, found.meta["forward"]) == ("ilya@uklad.example", "unproven")
    assert "anna@example.org" in f"{found.text}{found.quoted}"  # nothing is lost
    assert "forwarded" not in found.meta


def test_a_channel_whose_server_lets_nobody_write_in_their_name_believes_a_silent_one():
    assert came(GMAIL, said="", forwarders_safe=True).sender.value == "anna@example.org"
    refuted = came(GMAIL, said=f"{MX}; dmarc=fail", forwarders_safe=True)
    assert (refuted.sender.value, refuted.sender.status) == ("ilya@uklad.example", "stated")


def test_who_signed_in_at_our_server_and_forwards_is_believed():
    assert came(GMAIL, said=f"{MX}; auth=pass (plain) smtp.auth=ilya@uklad.example").sender.value == "anna@example.org"
    assert came(GMAIL, said=f"{MX}; auth=pass smtp.auth=eve@uklad.example").sender.value == "ilya@uklad.example"


def test_a_provider_vouches_for_the_letters_of_its_own_mailboxes():
    said = "mx.google.com; dkim=pass header.i=@uklad.example; dmarc=pass (p=NONE) header.from=uklad.example"
    gmail, ours = {"imap": {"host": "imap.gmail.com"}}, {"imap": {"host": "imap.uklad.example"}}
    fetched = {"by": "mailbox"}
    assert came(GMAIL, said=said, envelope=fetched, authserv="", **gmail).sender.value == "anna@example.org"
    assert came(GMAIL, said=said, envelope=fetched, authserv="", **ours).sender.value == "ilya@uklad.example"
    assert came(GMAIL, said=said, authserv="", **gmail).sender.value == "ilya@uklad.example"  # it came by the listener


def test_an_ordinary_letter_of_a_forwarder_has_no_mark():
    assert "forward" not in came("Здравствуйте.", said="", subject="Вопрос").meta


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    forward.forwarded(f"---------- Forwarded message ---------\n{text}")
    forward.forwarded(text, "Fwd: x")
