"""What is written and not sent: drafts, and answers that wait for their moment."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations.models.conversation import Conversation
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Draft(WorkspaceModel):
    """What a member has begun to write into a conversation. The row stays when it is empty, so that `version` goes on:
    a tab that knows an older one is told instead of overwriting a newer text."""

    conversation = WorkspaceKey(Conversation, related_name="drafts")
    conversation_id: UUID
    member = WorkspaceKey(Member, related_name="drafts")
    member_id: UUID
    is_note = models.BooleanField(default=False)
    text = models.TextField(null=True)  # noqa: DJ001 - erasure blanks what a person wrote
    to = models.CharField(max_length=80, blank=True, default="")  # the place chosen in the composer
    files = models.JSONField(default=list)  # signed names of uploads
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_draft"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "conversation_id", "member_id"], name="conversations_draft_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.version}"


class Pending(WorkspaceModel):
    """An answer that goes out at `send_at`: in some seconds, so that it can be undone, or later. It becomes a message
    only then, so that nobody but members can see it before."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        ASKED = "asked"  # somebody wrote meanwhile: its author decides
        FAILED = "failed"  # there was no way to send it any more
        SENT = "sent"
        CANCELLED = "cancelled"

    conversation = WorkspaceKey(Conversation, related_name="pending")
    conversation_id: UUID
    author = WorkspaceKey(Member, related_name="pending")
    author_id: UUID
    channel = WorkspaceKey(Channel, related_name="pending")
    channel_id: UUID
    identity = WorkspaceKey(Identity, related_name="pending")
    identity_id: UUID
    text = models.TextField(null=True)  # noqa: DJ001 - erasure blanks what a person wrote
    subject = models.TextField(null=True)  # noqa: DJ001
    files = models.JSONField(default=list)
    copies = models.JSONField(default=dict)
    later = models.BooleanField(default=False)  # a moment was chosen; else only the seconds of undo
    then = models.CharField(max_length=8, blank=True, default="")  # "close": and then it is closed
    send_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=32, blank=True, default="")
    message_id = models.UUIDField(null=True)  # what it became
    at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_pending"
        indexes: ClassVar = [
            models.Index(fields=["send_at"], name="conversations_pending_due", condition=models.Q(state="waiting")),
            models.Index(fields=["workspace_id", "conversation_id"], name="conversations_pending_of"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.send_at:%Y-%m-%d %H:%M}"


class Habits(WorkspaceModel):
    """How a member writes: for how many seconds what they sent can be undone."""

    SECONDS: ClassVar = (0, 5, 10, 20)

    member = WorkspaceKey(Member, related_name="habits")
    member_id: UUID
    undo_letters = models.PositiveSmallIntegerField(default=5)
    undo_chats = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "conversations_habits"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "member_id"], name="conversations_habits_once"),
        ]

    def __str__(self) -> str:
        return f"{self.undo_letters} {self.undo_chats}"
