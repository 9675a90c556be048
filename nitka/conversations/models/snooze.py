"""A conversation put aside until a moment; which is asleep is projected into `Conversation.status`."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.conversations.models.conversation import Conversation
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Snooze(WorkspaceModel):
    """Asleep from `at` until `until`; `ended` says what woke it: due, wrote, answered, member, closed, again."""

    conversation = WorkspaceKey(Conversation, related_name="snoozes")
    conversation_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    why = models.TextField(null=True)  # noqa: DJ001 - erasure blanks what a person wrote
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended = models.CharField(max_length=8, blank=True, default="")

    class Meta:
        db_table = "conversations_snooze"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "conversation_id"],
                condition=models.Q(ended_at=None),
                name="conversations_snooze_one",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["until"], name="conversations_snooze_due", condition=models.Q(ended_at=None)),
            models.Index(fields=["workspace_id", "conversation_id", "at"], name="conversations_snooze_of"),
        ]

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}"
