"""Files of messages: bytes into blobs, before the rows that name them."""

from collections.abc import Sequence

from nitka.channels.contract import File
from nitka.conversations.models import Attachment, Message
from nitka.kit import blobs
from nitka.kit.context import require_workspace


def attach(pairs: Sequence[tuple[Message, Sequence[File]]]) -> list[Attachment]:
    """Store the files of a batch of messages in one statement; bytes that are blobs already are only named."""
    workspace = require_workspace()
    rows = []
    for message, files in pairs:
        for file in files:
            sha256 = file.sha256 or blobs.store(workspace, file.data or b"")
            rows.append(Attachment(
                message_id=message.pk, sha256=sha256, name=file.name[:255], type=file.type[:128],
                size=file.size, cid=file.cid[:255], inline=file.inline,
            ))
    return Attachment.objects.bulk_create(rows) if rows else []
