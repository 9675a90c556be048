"""How far each member has read: what is bold in whose list."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.accounts.models import Member
from nitka.conversations.models.conversation import Conversation
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Reading(WorkspaceModel):
    """A member has had a conversation before them at `at`."""

    conversation = WorkspaceKey(Conversation, related_name="readings")
    conversation_id: UUID
    member = WorkspaceKey(Member, related_name="readings")
    member_id: UUID
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_reading"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "conversation_id", "member_id"], name="conversations_reading_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.at:%Y-%m-%d %H:%M}"
