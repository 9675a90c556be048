"""Channels: the configured ways in and out."""

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from nitka.accounts.models import Member, Team
from nitka.kit import clock, secrets
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Channel(WorkspaceModel):
    """A configured way in and out. `kind` names the plug-in; `sealed` holds its secrets encrypted."""

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=120)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, default="ru")
    team = WorkspaceKey(Team, null=True, related_name="channels")  # who gets what comes by it
    team_id: UUID | None
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    last_in_at = models.DateTimeField(null=True)  # to the minute: see `actions.carried`
    last_out_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)  # while it is switched off: since when, and by whom
    off_by = WorkspaceKey(Member, null=True, related_name="+")
    off_by_id: UUID | None

    class Meta:
        db_table = "channels_channel"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "created_at"], name="channels_channel_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, Any]:
        """The plug-in's secrets, opened."""
        if not self.sealed:
            return {}
        opened: dict[str, Any] = json.loads(secrets.unseal(self.sealed, self._aad()))
        return opened

    def seal(self, values: dict[str, Any]) -> None:
        """Keep `values` encrypted; save the row afterwards."""
        self.sealed = secrets.seal(json.dumps(values), self._aad()) if values else ""

    def _aad(self) -> str:
        return f"{self.workspace_id}:channel:{self.pk}"


class Mailbox(WorkspaceModel):
    """How the fetching of a channel's letters goes. The worker looks for these across workspaces.

    `state` has a reason and a beginning: trouble is told once and stands until it is over.
    """

    class State(models.TextChoices):
        NEW = "new"
        WORKS = "works"
        TROUBLE = "trouble"

    channel_id: Any
    channel = WorkspaceKey(Channel)
    account = models.CharField(max_length=600, blank=True, default="")  # whose cursors these are
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=clock.now)  # its settings: who fetches begins anew
    state = models.CharField(max_length=8, choices=State.choices, default=State.NEW)
    reason = models.CharField(max_length=32, blank=True, default="")
    detail = models.TextField(blank=True, default="")
    since = models.DateTimeField(default=clock.now)
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    letter_at = models.DateTimeField(null=True)
    pushes = models.BooleanField(default=False)
    reconciled_at = models.DateTimeField(null=True)
    reconciled = models.JSONField(default=dict)
    tokens = models.TextField(blank=True, default="")  # sealed: what a provider gave us instead of a password

    class Meta:
        db_table = "channels_mailbox"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "channel_id"], name="channels_mailbox_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.state}"


class MailboxFolder(WorkspaceModel):
    """How far a folder has been read, and which of its letters could not be had."""

    mailbox_id: Any
    mailbox = WorkspaceKey(Mailbox)
    name = models.CharField(max_length=255)
    validity = models.BigIntegerField(default=0)
    last = models.BigIntegerField(default=0)
    from_at = models.DateTimeField(null=True)  # nothing older is wanted
    skipped = models.JSONField(default=dict)

    class Meta:
        db_table = "channels_mailboxfolder"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "mailbox_id", "name"], name="channels_folder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class MailboxSeen(WorkspaceModel):
    """A letter that was stored from a mailbox whose server does not number its letters (POP3)."""

    mailbox_id: Any
    mailbox = WorkspaceKey(Mailbox)
    ref = models.CharField(max_length=255)

    class Meta:
        db_table = "channels_mailboxseen"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "mailbox_id", "ref"], name="channels_seen_once"),
        ]

    def __str__(self) -> str:
        return self.ref
