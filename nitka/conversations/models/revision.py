"""How a note read before it was changed."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.conversations.models.message import Message
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Revision(WorkspaceModel):
    """A note was changed or, when `removed`, taken away; `text` is what it said until then, null once removed."""

    message = WorkspaceKey(Message, related_name="revisions")
    message_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(null=True)  # noqa: DJ001 - erasure blanks what a person wrote
    removed = models.BooleanField(default=False)

    class Meta:
        db_table = "conversations_revision"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "message_id", "at"], name="conversations_revision_of"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.at:%Y-%m-%d %H:%M}"
