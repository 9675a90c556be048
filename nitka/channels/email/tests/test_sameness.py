"""Sameness is the id and the content, and reply tokens cannot be made by others."""

from uuid import UUID, uuid4

from nitka.channels.email.compose import compose
from nitka.channels.email.sameness import key_of, sender_of
from nitka.channels.email.tests.letters import channel, outbound, raw, read
from nitka.channels.email.tokens import ours, sign

KEY, SPACE = b"k" * 32, UUID(int=2)


def test_the_same_letter_by_two_ways_is_one() -> None:
    letter = raw()
    other_way = b"Received: from a by b\r\nX-Spam: no\r\nDKIM-Signature: v=1\r\n" + letter + b"\r\n"
    assert key_of(letter) == key_of(other_way)


def test_a_forged_id_does_not_suppress_another_letter() -> None:
    assert key_of(raw(body="real")) != key_of(raw(body="forged"))


def test_two_letters_without_ids_differ_by_content() -> None:
    assert key_of(raw(Message_ID="", body="1", **{"Message-ID": ""})) != key_of(raw(body="2", **{"Message-ID": ""}))


def test_the_sender_of_a_letter_is_known_before_it_is_parsed() -> None:
    assert sender_of(raw(From="Anna <Anna@Example.org>")) == "anna@example.org"
    assert sender_of(b"no header", "bob@example.org") == "bob@example.org"


def test_a_token_is_recognised_in_any_case() -> None:
    message = uuid4()
    assert ours(f"<{sign(message, SPACE, KEY)}@x>".upper(), SPACE, KEY) == [message]


def test_a_token_of_another_workspace_or_key_is_none_of_ours() -> None:
    text = f"<{sign(uuid4(), SPACE, KEY)}@x>"
    assert ours(text, UUID(int=3), KEY) == []
    assert ours(text, SPACE, b"o" * 32) == []
    assert ours(text, SPACE, b"") == []


def test_a_reply_to_our_letter_names_the_message() -> None:
    sent = outbound()
    ours_id = compose(sent, channel()).message_id
    (found,) = read(raw(**{"In-Reply-To": f"<{ours_id}>", "References": f"<a@b> <{ours_id}>"}))
    assert found.reply.ours == [sent.id]
    assert found.reply.in_reply_to == ours_id
    assert found.reply.references == ["a@b", ours_id]


def test_a_letter_of_ours_that_comes_back_is_a_loop() -> None:
    (found,) = read(compose(outbound(), channel()).data)
    assert found.auto
    assert found.meta["auto"] == "loop"
