"""What the chat's doors stored becomes messages and statements."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from nitka.channels.chat.adapter import adapter
from nitka.channels.contract import ChannelInfo, Identity, Inbound, Outbound, Raw

AT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CHANNEL = ChannelInfo(UUID(int=1), UUID(int=2))


def parsed(kind: str = "chat.message", **payload) -> Inbound:
    (found,) = adapter.parse(Raw(uuid4(), AT, kind, "session-1", payload), CHANNEL)
    assert isinstance(found, Inbound)
    return found


def test_a_message_is_the_visitors() -> None:
    found = parsed(id="u-1", text="Здравствуйте", page="https://shop.example/", language="ru")
    assert (found.external_id, found.text, found.at) == ("u-1", "Здравствуйте", AT)
    assert (found.sender.kind, found.sender.value) == ("visitor", "session-1")
    assert found.meta == {"page": "https://shop.example/", "language": "ru"}


def test_a_picture_without_words_is_a_message() -> None:
    found = parsed(id="u-1", text="", files=[{"name": "a.png", "type": "image/png", "size": 3, "sha256": "ab" * 32}])
    assert [(file.name, file.sha256, file.inline) for file in found.files] == [("a.png", "ab" * 32, True)]


def test_nothing_at_all_is_unreadable() -> None:
    with pytest.raises(ValueError):
        parsed(id="u-1", text=" ")


def test_an_address_typed_into_a_chat_is_only_stated() -> None:
    found = parsed("chat.contact", email="anna@example.org", phone=None, name="Анна")
    assert found.kind == "contact"
    assert found.stated == [Identity("email", "anna@example.org", "Анна", "stated")]
    assert found.sender.name == "Анна"


def test_stored_is_sent() -> None:
    out = Outbound(uuid4(), Identity("visitor", "session-1"), AT, "Да")
    assert adapter.send(out, CHANNEL).external_id == str(out.id)
    assert not adapter.capabilities.transport
