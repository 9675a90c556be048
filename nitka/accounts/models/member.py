"""Members are users in a workspace; teams are members who share their work; invitations make members."""

from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models.people import User, Workspace
from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Role(models.TextChoices):
    """What a member may do; `policies.py` says what each means."""

    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    AGENT = "agent", _("Agent")
    OBSERVER = "observer", _("Observer")


class Scope(models.TextChoices):
    """Which conversations a member sees."""

    OWN = "own", _("Their own and those nobody has")
    TEAM = "team", _("Their teams’ too")
    ALL = "all", _("All")


class Availability(models.TextChoices):
    """What a member says of themselves while a page of theirs is open."""

    ONLINE = "online", _("Here")
    BUSY = "busy", _("Busy")
    AWAY = "away", _("Away")


class Member(WorkspaceModel):
    """A person of the company in one workspace; `team_ids` is projected from TeamMember: a scope needs no join."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.AGENT)
    scope = models.CharField(max_length=4, choices=Scope.choices, default=Scope.ALL)
    team_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    timezone = models.CharField(max_length=64, blank=True, default="")  # empty: the workspace's
    hours = models.JSONField(default=dict, blank=True)  # weekday "0"–"6" → ["09:00", "18:00"]; empty: always
    availability = models.CharField(max_length=6, choices=Availability.choices, default=Availability.ONLINE)
    away_reason = models.CharField(max_length=120, blank=True, default="")
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)  # raised when rights change: old signed streams end
    created_at = models.DateTimeField(default=clock.now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_member"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "user"], name="accounts_member_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def zone(self, workspace: Workspace) -> ZoneInfo:
        """Where they live."""
        return ZoneInfo(self.timezone or workspace.timezone)


class Team(WorkspaceModel):
    """Members who share conversations. A deleted one stays for what is written of it."""

    name = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_team"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "name"], condition=models.Q(deleted_at=None), name="accounts_team_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(WorkspaceModel):
    """A member is in a team."""

    team = WorkspaceKey(Team, related_name="memberships")
    team_id: UUID
    member = WorkspaceKey(Member, related_name="memberships")
    member_id: UUID

    class Meta:
        db_table = "accounts_team_member"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "team_id", "member_id"], name="accounts_team_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.team_id}:{self.member_id}"


class Invitation(WorkspaceModel):
    """Somebody may join by a link, once. Its mail address is blanked once it is used, revoked or too old to be used."""

    email = models.CharField(max_length=254, blank=True, default="")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.AGENT)
    scope = models.CharField(max_length=4, choices=Scope.choices, default=Scope.ALL)
    team_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    by_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "accounts_invitation"

    def __str__(self) -> str:
        return f"{self.role}:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether its link still lets somebody in."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > clock.now()
