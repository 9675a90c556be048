"""Messages as the visitor's widget reads them."""

from collections.abc import Sequence
from uuid import UUID

from nitka.conversations import queries
from nitka.conversations.chat import tokens
from nitka.conversations.models import Message, State
from nitka.ui.words import hue, initials

PAGE = 100


def page(channel_id: UUID, session: UUID, after: UUID | None) -> tuple[list[dict[str, object]], UUID | None]:
    """What a session may see after a position, oldest first, and the position of the last row."""
    found = queries.for_visitor(str(session), after, PAGE)
    answered = max((message.position for message in found if message.author), default=None)
    rows = [_row(channel_id, message, _is_read(message, answered)) for message in found if not _held_back(message)]
    return rows, found[-1].position if found else None


def _held_back(message: Message) -> bool:
    """It has a purpose that its reader did not agree to."""
    return "purpose" in message.meta and any(one.state == State.FAILED for one in message.deliveries.all())


def _is_read(message: Message, answered: UUID | None) -> bool:
    """A member had it before them, or has answered after it."""
    return bool(message.meta.get("seen")) or (answered is not None and answered > message.position)


def _row(channel_id: UUID, message: Message, is_read: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "id": message.external_id if message.direction == "in" else str(message.pk),
        "from": "visitor" if message.direction == "in" else "agent",
        "text": message.text or "",
        "at": message.at.isoformat(),
        "files": _files(channel_id, message),
    }
    return row | ({"state": "read" if is_read else "sent"} if message.direction == "in" else _author(message))


def _author(message: Message) -> dict[str, object]:
    words = message.author.name.split() if message.author else []
    return {
        "name": words[0] if words else None,
        "initials": initials(" ".join(words)),
        "hue": hue(message.author.pk if message.author else ""),
    }


def _files(channel_id: UUID, message: Message) -> Sequence[dict[str, object]]:
    files = [tokens.File(row.sha256, row.name, row.type, row.size) for row in message.attachments.all()]
    return [
        {
            "name": file.name, "type": file.type, "size": file.size, "image": file.is_picture,
            "url": tokens.download_path(channel_id, file),
        }
        for file in files
    ]
