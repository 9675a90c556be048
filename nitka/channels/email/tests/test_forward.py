"""A letter that a colleague forwards is its writer's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.channels.contract import Inbound
from nitka.channels.email.parse import forward, read_letter
from nitka.channels.email.tests.letters import AT, channel, raw

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
    body: str, sender: str = "Илья <ilya@uklad.example>", subject: str = "Fwd: Датчик молчит", **settings
) -> Inbound:
    text = body.replace("\n", "\r\n")
    letter = raw(From=sender, Subject=subject, body=text, Content_Type="text/plain; charset=utf-8")
    (found,) = read_letter(letter, {}, AT, channel(forwarders="uklad.example", **settings))
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
    letter = raw(From="ilya@uklad.example", body=body, Content_Type='multipart/mixed; boundary="b"')
    (found,) = read_letter(letter, {}, AT, channel(forwarders="ilya@uklad.example"))
    assert isinstance(found, Inbound)
    assert (found.sender.value, found.text, found.subject) == ("anna@example.org", "It is silent.", "Sensor")
    assert found.meta["forwarded"] == {"by": "ilya@uklad.example", "name": "", "note": "see"}


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    forward.forwarded(f"---------- Forwarded message ---------\n{text}")
    forward.forwarded(text, "Fwd: x")
