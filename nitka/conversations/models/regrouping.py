"""Conversations merged and split: an event each, with what it takes to undo it exactly.

`Message.conversation` is where a message stands now; the journal says from where each came. The number of a merged
conversation stays an alias (`Conversation.merged_into_id`).
"""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.conversations.models.conversation import Conversation
from nitka.conversations.models.message import Message
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Regrouping(WorkspaceModel):
    """The messages of `source` went to `into`: all of them (a merge), or those from one on (a split)."""

    class Kind(models.TextChoices):
        """Which of the two."""

        MERGE = "merge"
        SPLIT = "split"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    into = WorkspaceKey(Conversation, related_name="regroupings_into")
    into_id: UUID
    source = WorkspaceKey(Conversation, related_name="regroupings_from")
    source_id: UUID
    customers_merge_id = models.UUIDField(null=True)  # their customers became one by the same hand
    kept = models.JSONField(default=dict)  # columns before and after: states, times and ids
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "conversations_regrouping"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "into_id", "at"], name="conversations_regrouping_into"),
            models.Index(fields=["workspace_id", "source_id", "at"], name="conversations_regrouping_from"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source_id} → {self.into_id}"


class Regrouped(WorkspaceModel):
    """One message that went along."""

    regrouping = WorkspaceKey(Regrouping, related_name="messages")
    regrouping_id: UUID
    message = WorkspaceKey(Message, related_name="regroupings")
    message_id: UUID

    class Meta:
        db_table = "conversations_regrouped"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "regrouping_id"], name="conversations_regrouped_by"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}"
