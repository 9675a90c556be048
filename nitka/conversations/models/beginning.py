"""What a member writes to somebody with whom they have no conversation yet."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from nitka.accounts.models import Member
from nitka.conversations.models.conversation import Conversation
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Beginning(WorkspaceModel):
    """A letter that begins a conversation: a draft until it is sent, then only which conversation it became, so that
    the same form sent twice begins one.

    Its id is made with the form. `identity` is an address of whom it is for; who is not known yet has `address`.
    """

    member = WorkspaceKey(Member, related_name="beginnings")
    member_id: UUID
    identity = WorkspaceKey(Identity, null=True, related_name="beginnings")
    identity_id: UUID | None
    address = models.TextField(null=True)  # noqa: DJ001 - erasure blanks what a person wrote
    name = models.TextField(null=True)  # noqa: DJ001
    subject = models.TextField(null=True)  # noqa: DJ001
    text = models.TextField(null=True)  # noqa: DJ001
    fields = models.JSONField(default=dict)  # what else the form had: to, cc, bcc, who, purpose
    files = models.JSONField(default=list)  # signed names of uploads
    version = models.PositiveIntegerField(default=0)
    conversation = WorkspaceKey(Conversation, null=True, related_name="beginnings")
    conversation_id: UUID | None
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_beginning"
        indexes: ClassVar = [
            models.Index(
                fields=["workspace_id", "member_id", "changed_at"],
                name="conversations_beginning_open",
                condition=models.Q(conversation_id=None),
            ),
            models.Index(fields=["workspace_id", "identity_id"], name="conversations_beginning_of"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.version}"
