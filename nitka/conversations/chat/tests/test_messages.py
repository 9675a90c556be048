"""Messages through the visitor's door, over real HTTP."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from nitka.accounts.tests.factories import member
from nitka.conversations.actions.reply import note, reply
from nitka.conversations.actions.written import Destination
from nitka.conversations.models import Message
from nitka.conversations.tests.factories import chat, digest_all, only_conversation
from nitka.customers.models import Identity
from nitka.inbound.models import InboundLog
from nitka.kit.db.tenancy import in_workspace


def write(visitor, text="Здравствуйте", id=None, **more):
    return visitor.post("messages", json={"id": id or str(uuid4()), "text": text, **more})


def rows(visitor, after=None):
    return visitor.get("messages", params={"after": after} if after else {}).json()


def test_a_message_is_stored_and_comes_back_with_its_id(visitor):
    id = str(uuid4())
    answer = write(visitor, "Подойдёт ли кран?", id)
    assert answer.status_code == 202
    assert answer.json().keys() == {"id", "at"}
    assert answer.json()["id"] == id
    digest_all()
    (row,) = rows(visitor)["data"]
    assert (row["id"], row["from"], row["text"]) == (id, "visitor", "Подойдёт ли кран?")


def test_a_hundred_repeats_are_one_message_with_the_first_answer(visitor):
    id = str(uuid4())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: write(visitor, "раз", id).json(), range(100)))
    assert all(answer == answers[0] for answer in answers)
    digest_all()
    assert len(rows(visitor)["data"]) == 1


def test_the_cursor_goes_on_where_the_reader_was(visitor):
    for n in range(3):
        write(visitor, str(n))
    digest_all()
    first = rows(visitor)
    assert [row["text"] for row in first["data"]] == ["0", "1", "2"]
    assert rows(visitor, first["next"]) == {"data": [], "next": first["next"], "rating": None}
    write(visitor, "3")
    digest_all()
    assert [row["text"] for row in rows(visitor, first["next"])["data"]] == ["3"]


def test_an_empty_thread_has_a_cursor_too(visitor):
    empty = rows(visitor)
    assert empty["data"] == []
    assert rows(visitor, empty["next"])["next"] == empty["next"]


def test_a_visitor_reads_answers_and_no_notes(visitor, company):
    write(visitor)
    digest_all()
    agent = member(company)
    conversation = only_conversation(company)
    with in_workspace(company.id):
        to = Destination(conversation.channel, Identity.objects.get(kind="visitor"))
        reply(conversation=conversation, text="Да, резьба та же.", to=to, author=agent)
        note(conversation=conversation, text="между нами", author=agent)
    mine, theirs = rows(visitor)["data"]
    assert mine["state"] == "read"
    assert (theirs["from"], theirs["text"], theirs["name"]) == ("agent", "Да, резьба та же.", "Вера")


def test_another_session_sees_nothing_of_it(visitor, door):
    write(visitor)
    digest_all()
    other = door.post("sessions", json={}).json()["session"]
    answer = door.get("messages", headers={"Authorization": f"Bearer {other}"})
    assert answer.json()["data"] == []


def test_a_receipt_moves_the_delivery(visitor, company):
    write(visitor)
    digest_all()
    conversation = only_conversation(company)
    with in_workspace(company.id):
        to = Destination(conversation.channel, Identity.objects.get(kind="visitor"))
        answer = reply(conversation=conversation, text="Да", to=to, author=member(company))
    assert visitor.post("receipts", json={"read": str(answer.pk)}).status_code == 204
    with in_workspace(company.id):
        assert Message.objects.get(pk=answer.pk).deliveries.get().state == "read"


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"\xff\xfe", b'"x"', b"[" * 5000, b'{"id": 5, "text": "x"}', b'{"id": "no", "text": "x"}',
    b'{"id": "0191f0b0-0000-7000-8000-000000000000", "text": 7}',
    b'{"id": "0191f0b0-0000-7000-8000-000000000000", "text": ""}',
    b'{"id": "0191f0b0-0000-7000-8000-000000000000"}',
    b'{"id": "0191f0b0-0000-7000-8000-000000000000", "text": "x", "files": "y"}',
    b'{"id": "0191f0b0-0000-7000-8000-000000000000", "text": "x", "files": ["nobody\'s"]}',
    b'{"id": "0191f0b0-0000-7000-8000-000000000000", "text": "x", "files": [{}]}',
    b'{"id": "\\ud800", "text": "x"}',
])  # fmt: skip
def test_bad_input_is_refused_in_words(visitor, body):
    answer = visitor.post("messages", content=body)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"].keys() == {"code", "message"}


def test_text_that_the_database_refuses_is_kept_readable(visitor):
    body = b'{"id": "%s", "text": "a\\u0000b\\ud800 \\u202e ' % str(uuid4()).encode() + "ж".encode() * 10_000 + b'"}'
    assert visitor.post("messages", content=body).status_code == 202
    digest_all()
    assert rows(visitor)["data"][0]["text"].startswith("a\ufffdb\ufffd")


def test_a_huge_body_is_refused(visitor):
    answer = visitor.post("messages", content=b'{"text": "' + b"x" * 2_000_000 + b'"}')
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_errors_speak_the_readers_language(visitor):
    russian = visitor.post("messages", content=b"{", headers={"Accept-Language": "ru-RU,ru;q=0.9,en;q=0.8"})
    assert russian.json()["error"]["message"] == "Запрос\xa0— не\xa0объект JSON."
    english = visitor.post("messages", content=b"{", headers={"Accept-Language": "de, en;q=0.7, ru;q=0.3"})
    assert english.json()["error"]["message"] == "The request is not a JSON object."


def test_a_contact_is_accepted_normalised(visitor, company):
    answer = visitor.post("contact", json={"email": " Anna@Example.ORG ", "phone": "8 (912) 345-67-89", "name": "Анна"})
    assert answer.status_code == 200
    with in_workspace(company.id):
        payload = InboundLog.objects.get(kind="chat.contact").payload
    assert (payload["email"], payload["phone"]) == ("anna@example.org", "+79123456789")


NO_CONTACTS = [{}, {"email": "no"}, {"email": 5}, {"phone": "abc"}, {"name": ["x"]}, {"email": "a\x00@b"}]


@pytest.mark.parametrize("data", NO_CONTACTS)
def test_a_contact_that_is_none_is_refused(visitor, data):
    assert visitor.post("contact", json=data).status_code == 422


def test_a_token_of_another_channel_opens_nothing(visitor, company, site):
    other = chat(company)
    answer = visitor.get(f"{site}/chat/{other.pk}/messages")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session")
