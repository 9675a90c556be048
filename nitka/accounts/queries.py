"""Reads of accounts, first of all the directory: from a key to a workspace."""

from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare

from nitka.accounts.models import (
    ApiToken,
    Availability,
    Entry,
    Invitation,
    Issuer,
    KeptView,
    Member,
    Role,
    Team,
    TeamMember,
    User,
    Workspace,
)
from nitka.accounts.sessions import SessionStore
from nitka.kit import blobs, clock
from nitka.kit.db import reading
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.hours import Hours, in_hours
from nitka.kit.letter import LOGO_BYTES, LOGO_TYPES
from nitka.realtime.queries import HEAD, present
from nitka.ui.letters import Brand

View = TypeVar("View", bound=KeptView)


def find(kind: str, key: str) -> Entry | None:
    """The directory's line for a key, or None."""
    return Entry.objects.filter(kind=kind, key=key).first()


def find_all(kind: str, keys: list[str]) -> list[Entry]:
    """The directory's lines for several keys."""
    return list(Entry.objects.filter(kind=kind, key__in=keys))


def has_workspace() -> bool:
    """Whether the installation has been set up."""
    return Workspace.objects.exists()


def user_of(address: str) -> User | None:
    """Whose address it is."""
    return User.objects.filter(email=address.strip().lower()).first()


def is_linked(user: User) -> bool:
    """Whether they have linked an account at the company's provider."""
    from allauth.socialaccount.models import SocialAccount

    from nitka.accounts.actions.issuer import PROVIDER

    return bool(SocialAccount.objects.filter(user_id=user.pk, provider=PROVIDER).exists())


def issuer() -> Issuer | None:
    """The company's sign-in provider, where it is in force.

    One that a page has set is one company's: beside a second workspace only the operator can vouch for it.
    """
    found = Issuer.objects.first()
    if found is not None and not found.by_operator and not alone():
        return None
    return found


def alone() -> bool:
    """Whether the installation has one workspace and no other."""
    return len(Workspace.objects.order_by().values_list("pk")[:2]) == 1


def workspace_by_slug(slug: str) -> Workspace | None:
    """The workspace at /w/<slug>/."""
    return reading.one(Workspace, "slug = %s", [slug])


def workspaces_of(user: User) -> list[Workspace]:
    """Where a user is a member, the oldest first."""
    ids = Entry.objects.filter(kind="user", key=str(user.pk)).values("workspace_id")
    return list(Workspace.objects.filter(pk__in=ids).order_by("created_at"))


def homes_of(user_id: UUID) -> list[Entry]:
    """The companies in which a person works now, each with the member they are there (`object_id`)."""
    found = []
    for entry in Entry.objects.filter(kind="user", key=str(user_id)).order_by("pk"):
        with in_workspace(entry.workspace_id):
            if Member.objects.filter(pk=entry.object_id, is_active=True).exists():
                found.append(entry)
    return found


def member_of(user_id: UUID, workspace_id: UUID) -> Member | None:
    """The active member that a user is in the workspace at work."""
    return reading.one(Member, "workspace_id = %s and user_id = %s and is_active", [workspace_id, user_id])


_MEMBER = f"""select {reading.columns(Member, "m")}, {HEAD} from accounts_member m
    where m.workspace_id = %s and m.user_id = %s and m.is_active"""  # noqa: S608


def ask_member(user_id: UUID, workspace_id: UUID) -> Soon[tuple[Member | None, int]]:
    """Ask for the active member that a user is in the workspace at work, and where its stream of news stands."""
    return ask(_MEMBER, [workspace_id, user_id], _member_and_head)


def _member_and_head(rows: Rows) -> tuple[Member | None, int]:
    return (reading.made(Member, rows[0][:-1]), rows[0][-1] or 0) if rows else (None, 0)


def is_signed_in(session: str, user: User) -> bool:
    """Whether a session still lets this person in: not ended, not too old, not from before the password changed."""
    held = SessionStore(session).load() if session and user.is_active else {}
    proof = str(held.get(HASH_SESSION_KEY, ""))
    return held.get(SESSION_KEY) == str(user.pk) and constant_time_compare(proof, user.get_session_auth_hash())


def at_work(member: Member, now: datetime) -> bool:
    """Whether it is in a member's working hours, where they live; who has set none is always at work."""
    if not member.hours:
        return True
    zone = member.timezone or Workspace.objects.values_list("timezone", flat=True).get(pk=member.workspace_id)
    return in_hours(member.hours, now.astimezone(ZoneInfo(zone)))


def weeks(team: UUID | None = None) -> list[tuple[Hours, ZoneInfo]]:
    """The working weeks of those who answer customers, of a team's only when named, each with its zone."""
    found = Member.objects.filter(is_active=True).exclude(role=Role.OBSERVER)
    if team is not None:
        found = found.filter(team_ids__contains=[team])
    members = list(found.only("id", "workspace_id", "hours", "timezone"))
    zone = Workspace.objects.values_list("timezone", flat=True).get(pk=members[0].workspace_id) if members else ""
    return [(member.hours, ZoneInfo(member.timezone or zone)) for member in members]


def teams() -> list[Team]:
    """The teams of the workspace at work, by name."""
    return list(Team.objects.filter(deleted_at=None).order_by("name"))


def teams_with_members() -> list[dict[str, Any]]:
    """The teams for their page: each with its active members, and how many stand behind the first three."""
    found: dict[UUID, list[Member]] = {}
    rows = TeamMember.objects.filter(team__deleted_at=None, member__is_active=True)
    for row in rows.select_related("member").order_by("member__name"):
        found.setdefault(row.team_id, []).append(row.member)
    return [
        {"team": team, "members": inside, "more": max(0, len(inside) - 3)}
        for team in teams()
        for inside in [found.get(team.pk, [])]
    ]


def all_members() -> list[Member]:
    """All who work or worked here, by name."""
    return list(Member.objects.select_related("user").order_by("name", "pk"))


def without_second_step() -> list[Member]:
    """Who works here and signs in by a password alone."""
    found = Member.objects.filter(is_active=True, user__second_step=False)
    return list(found.select_related("user").order_by("name"))


def open_invitations() -> list[Invitation]:
    """Links that still let somebody in, the latest first."""
    found = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
    return list(found.order_by("-created_at"))


def tokens_in_force() -> list[tuple[ApiToken, Member | None]]:
    """Keys that open something, the latest first, each with the member who made it."""
    found = list(ApiToken.objects.filter(revoked_at=None).select_related("member").order_by("-created_at"))
    makers = Member.objects.in_bulk([one.by_id for one in found if one.by_id])
    return [(one, makers.get(one.by_id) if one.by_id else None) for one in found]


def tokens_made_by(member: Member) -> list[ApiToken]:
    """Keys in force that a member made and that do not end with them: the company's, and of others."""
    made = ApiToken.objects.filter(by_id=member.pk, revoked_at=None).exclude(member_id=member.pk)
    return list(made.select_related("member").order_by("-created_at"))


def brand_of(workspace: Workspace) -> Brand:
    """A company as its members' letters look."""
    colour = workspace.settings.get("brand", {}).get("colour") or ""
    return Brand(workspace.name, colour, letter_logo(workspace))


def letter_logo(workspace: Workspace) -> tuple[str, bytes] | None:
    """The logo as letters carry it; None where there is none, or none that every mail program shows at little cost."""
    kept = workspace.settings.get("brand", {}).get("logo")
    if not kept or kept["type"] not in LOGO_TYPES:
        return None
    try:
        data = _logo_bytes(workspace.pk, kept["sha256"])
    except OSError:  # a letter goes out without its picture rather than not at all
        return None
    return (kept["type"], data) if len(data) <= LOGO_BYTES else None


@lru_cache(64)  # the same bytes for every letter of a batch, and of the next one
def _logo_bytes(workspace_id: UUID, sha256: str) -> bytes:
    return blobs.read(workspace_id, sha256)


def faces() -> dict[str, list[str]]:
    """Member → how they are and why, for those who are here and those who said that they are away."""
    here = present()
    known = Member.objects.filter(is_active=True).values_list("pk", "availability", "away_reason")
    return {str(pk): [state, why] for pk, state, why in known if pk in here or state == Availability.AWAY}


def kept_views(kind: type[View], member: Member) -> "QuerySet[View]":
    """The views of a list that a member sees: their own and everybody's."""
    return kind._default_manager.filter(Q(member_id=None) | Q(member_id=member.pk))


def active_members() -> list[Member]:
    """All who work in the workspace at work, by name."""
    return list(Member.objects.filter(is_active=True).order_by("name"))


def token(secret: str) -> tuple[UUID, ApiToken] | None:
    """The workspace and row of an API token that is in force."""
    entry = find("token", ApiToken.digest_of(secret))
    if entry is None:
        return None
    with in_workspace(entry.workspace_id):
        row = ApiToken.objects.filter(pk=entry.object_id, revoked_at=None).select_related("member").first()
    if row is None or (row.member is not None and not row.member.is_active):
        return None
    return entry.workspace_id, row
