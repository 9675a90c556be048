"""Who follows a conversation, and who was named in its notes."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.accounts.models import Member
from nitka.conversations.models.conversation import Conversation
from nitka.conversations.models.message import Message
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Follower(WorkspaceModel):
    """A member follows a conversation, and so may see it whatever their scope; the row goes when they stop."""

    conversation = WorkspaceKey(Conversation, related_name="followers")
    conversation_id: UUID
    member = WorkspaceKey(Member, related_name="follows")
    member_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_follower"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "member_id", "conversation_id"], name="conversations_follower_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "conversation_id"], name="conversations_follower_of"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} → {self.conversation_id}"


class Mention(WorkspaceModel):
    """A note names a member."""

    message = WorkspaceKey(Message, related_name="mentions")
    message_id: UUID
    conversation = WorkspaceKey(Conversation, related_name="mentions")
    conversation_id: UUID
    member = WorkspaceKey(Member, related_name="mentions")
    member_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_mention"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "message_id", "member_id"], name="conversations_mention_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "member_id", "-at"],
                include=["conversation_id"],
                name="conversations_mention_to",
            ),
            models.Index(fields=["workspace_id", "conversation_id"], name="conversations_mention_in"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.message_id}"
