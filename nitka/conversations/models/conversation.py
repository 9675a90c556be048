"""The thread, who has it, when it was closed. What lists filter and sort by is projected into columns."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member, Team
from nitka.channels.models import Channel
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel
from nitka.ui.words import numbered


def _waits() -> models.Case:
    """0 while the customer of an open one waits for us, 1 for all others: as `desk.rows.WAITS` has it."""
    waiting = models.When(status="open", waiting_since__isnull=False, then=models.Value(0))
    return models.Case(waiting, default=models.Value(1))


def _listed(*whose: str) -> tuple[str | models.Case | models.OrderBy, ...]:
    """By whom, and within as the list has them: a group and its order, so that no other group is read on the way."""
    return ("workspace_id", *whose, "status", _waits(), models.F("last_at").desc(), models.F("id").desc())


class Conversation(WorkspaceModel):
    """A thread with one customer across all channels. `waiting_since` is set while we owe an answer."""

    class Status(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("Open")
        SNOOZED = "snoozed", _("Snoozed")
        CLOSED = "closed", _("Closed")
        MERGED = "merged", _("Merged")  # an alias: its number leads to `merged_into_id`

    number = models.PositiveIntegerField()
    identity = WorkspaceKey(Identity, related_name="conversations")
    identity_id: UUID
    channel = WorkspaceKey(Channel, related_name="conversations")  # of the last message
    channel_id: UUID
    assignee = WorkspaceKey(Member, null=True, related_name="conversations")
    assignee_id: UUID | None
    team = WorkspaceKey(Team, null=True, related_name="conversations")  # it is theirs whoever has it
    team_id: UUID | None
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    subject = models.TextField(blank=True, default="")
    preview = models.TextField(blank=True, default="")
    preview_by = models.CharField(max_length=4, default="in")  # direction of the message shown
    created_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)  # the first answer of a person
    closed_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    merged_into_id = models.UUIDField(null=True)
    previous_id = models.UUIDField(null=True)  # the closed conversation that this one goes on from

    class Meta:
        db_table = "conversations_conversation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="conversations_number"),
        ]
        indexes: ClassVar = [
            models.Index(
                "workspace_id",
                "status",
                models.F("last_at").desc(),
                models.F("id").desc(),
                name="conversations_by_status",
            ),
            models.Index(
                "workspace_id",
                _waits(),
                models.F("last_at").desc(),
                models.F("id").desc(),
                condition=models.Q(status="open"),
                name="conversations_under_way",
            ),
            models.Index(  # the waits are in it so that the counts above a list touch no row
                *_listed("assignee_id"), include=["waiting_since", "team_id"], name="conversations_of_assignee"
            ),
            models.Index(  # "is null" gives an index no order, a condition of the index does
                *_listed(), condition=models.Q(assignee_id__isnull=True), name="conversations_of_nobody"
            ),
            models.Index(*_listed("team_id"), condition=models.Q(team_id__isnull=False), name="conversations_of_team"),
            models.Index(fields=["workspace_id", "identity_id"], name="conversations_of_identity"),
            models.Index(
                fields=["workspace_id", "id"], condition=models.Q(status="merged"), name="conversations_aliases"
            ),
        ]

    def __str__(self) -> str:
        return numbered(self.number)


class Counter(WorkspaceModel):
    """The next short number of a workspace; its id is the workspace's."""

    next = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conversations_counter"

    def __str__(self) -> str:
        return str(self.next)


class Assignment(WorkspaceModel):
    """From `at` on it is `member`'s, or nobody's; `team_id` is the team it was given to, if to one.

    `reason` is a code of routing, or "taken", "assigned", "handed_on", "team_restored", "team_deleted" (`detail` says
    which team).
    """

    conversation = WorkspaceKey(Conversation, related_name="assignments")
    conversation_id: UUID
    member = WorkspaceKey(Member, null=True, related_name="assignments")
    member_id: UUID | None
    team_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=24)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "conversations_assignment"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "conversation_id", "at"], name="conversations_assignment_of")
        ]

    def __str__(self) -> str:
        return self.reason


class Closure(WorkspaceModel):
    """It was closed, and perhaps opened again; then the customer waits on, since when they did."""

    conversation = WorkspaceKey(Conversation, related_name="closures")
    conversation_id: UUID
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    waiting_since = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "conversations_closure"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "conversation_id", "at"], name="conversations_closure_of")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
