"""What was written, what came with it, and how it got out."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations.models.conversation import Conversation
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel
from nitka.kit.ids import uuid7


class Direction(models.TextChoices):
    """From the customer, to the customer, or between members."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")
    NOTE = "note", _("Note")


class Message(WorkspaceModel):
    """One message; an inbound one has the id it arrived by. `position` orders a thread by when it was written into it,
    under the customer's lock, so that who reads on from a position misses nothing."""

    conversation = WorkspaceKey(Conversation, related_name="messages")
    conversation_id: UUID
    identity = WorkspaceKey(Identity, related_name="messages")  # the customer's: sender of `in`, recipient of `out`
    identity_id: UUID
    channel = WorkspaceKey(Channel, related_name="messages")
    channel_id: UUID
    author = WorkspaceKey(Member, null=True, related_name="messages")
    author_id: UUID | None
    direction = models.CharField(max_length=4, choices=Direction.choices)
    position = models.UUIDField(default=uuid7, editable=False)
    at = models.DateTimeField(default=clock.now)
    external_id = models.TextField(blank=True, default="")
    subject = models.TextField(null=True)  # noqa: DJ001 - erasure blanks what a person wrote
    text = models.TextField(null=True)  # noqa: DJ001
    quoted = models.TextField(null=True)  # noqa: DJ001
    html = models.TextField(null=True)  # noqa: DJ001
    auto = models.BooleanField(default=False)
    meta = models.JSONField(default=dict)

    class Meta:
        db_table = "conversations_message"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "conversation_id", "position"], name="conversations_message_thread"),
            models.Index(fields=["workspace_id", "identity_id", "position"], name="conversations_message_of"),
            models.Index(
                fields=["workspace_id", "external_id"],
                name="conversations_message_external",
                condition=~models.Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.id}"


class Attachment(WorkspaceModel):
    """A file of a message; its bytes are a blob. `type` was sniffed."""

    message = WorkspaceKey(Message, related_name="attachments")
    message_id: UUID
    sha256 = models.CharField(max_length=64)
    name = models.TextField(blank=True, default="")
    type = models.CharField(max_length=128)
    size = models.BigIntegerField()
    cid = models.TextField(blank=True, default="")
    inline = models.BooleanField(default=False)

    class Meta:
        db_table = "conversations_attachment"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "message_id"], name="conversations_attachment_of")]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """How far an outgoing message got."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    READ = "read", _("Read")
    FAILED = "failed", _("Not sent")


class Delivery(WorkspaceModel):
    """Getting one message out: written with it, retried with back-off, parked as failed where a person sees it."""

    message = WorkspaceKey(Message, related_name="deliveries")
    message_id: UUID
    channel = WorkspaceKey(Channel, related_name="deliveries")
    channel_id: UUID
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    reason = models.CharField(max_length=32, blank=True, default="")
    detail = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    request_id = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        db_table = "conversations_delivery"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "message_id"], name="conversations_delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="conversations_delivery_due",
                condition=models.Q(state__in=["waiting", "sending"]),
            ),
            models.Index(
                "workspace_id",
                models.F("changed_at").desc(),
                name="conversations_delivery_failed",
                condition=models.Q(state="failed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.message_id}"
