"""Members: their rights, who they are to routing, leaving and coming back."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from nitka.accounts import queries
from nitka.accounts.actions.audit import record
from nitka.accounts.actions.ended import end_sessions_of
from nitka.accounts.actions.invite import withdraw_of
from nitka.accounts.actions.rights import rights_changed
from nitka.accounts.actions.teams import leave_teams, set_team_members
from nitka.accounts.actions.tokens import revoke_token
from nitka.accounts.events import MemberLeft
from nitka.accounts.models import ApiToken, Availability, Member, Role, Team
from nitka.accounts.policies import can_change, can_give
from nitka.kit import clock, events
from nitka.realtime.actions import show_face


class LastOwner(ValueError):
    """A workspace always has an owner."""


class NotAllowed(ValueError):
    """Nobody raises above themselves, nor touches who stands above them."""


@transaction.atomic
def set_rights(*, member: Member, by: Member | None, role: str, scope: str, team_ids: Iterable[UUID]) -> None:
    """Role, scope and teams; what they have open changes at once. Raises LastOwner, NotAllowed."""
    member = Member.objects.select_for_update().get(pk=member.pk)
    if by is not None and not (can_change(by, member) and can_give(by, role)):
        raise NotAllowed
    if role != Role.OWNER:
        _keep_an_owner(member)
    if (member.role, member.scope) != (role, scope):
        record("member.rights", kind="member", object_id=member.pk,
               detail={"role": [member.role, role], "scope": [member.scope, scope]})  # fmt: skip
        member.role, member.scope = role, scope
        member.save(update_fields=["role", "scope"])
        rights_changed([member.pk])
        withdraw_of(member=member)
    wanted = set(team_ids)
    for team in Team.objects.filter(deleted_at=None):
        inside = set(team.memberships.values_list("member_id", flat=True))
        if (team.pk in wanted) != (member.pk in inside):
            set_team_members(team=team, member_ids=inside ^ {member.pk})


@transaction.atomic
def deactivate(
    *, member: Member, by: Member | None, to_member: Member | None = None, to_team: Team | None = None,
    end_keys: Iterable[UUID] = (),
) -> None:  # fmt: skip
    """They can do nothing here any more, at once; what they hold goes to a member, a team, or back to the queue.

    With them end their open invitations, the keys that act for them, of those they made for the company and for others
    the named ones, and, where they work in no other workspace, their sessions (`docs/decisions/who-leaves.md`).
    The floors above hear `MemberLeft` in the same transaction and hand on conversations and tasks.
    Raises LastOwner, NotAllowed.
    """
    member = Member.objects.select_for_update().get(pk=member.pk)
    if by is not None and not can_change(by, member):
        raise NotAllowed
    if not member.is_active:
        return
    _keep_an_owner(member)
    member.is_active, member.deactivated_at = False, clock.now()
    member.save(update_fields=["is_active", "deactivated_at"])
    left = leave_teams(member=member)
    withdraw_of(member=member)
    made = Q(by_id=member.pk, pk__in=list(end_keys))
    for token in ApiToken.objects.filter(Q(member_id=member.pk) | made, revoked_at=None):
        revoke_token(token=token)
    rights_changed([member.pk])
    if not queries.homes_of(member.user_id):
        end_sessions_of(user=member.user)
    detail = {"to_member": _key(to_member), "to_team": _key(to_team), "teams": [str(key) for key in left]}
    record("member.deactivated", kind="member", object_id=member.pk, detail=detail)
    events.publish(MemberLeft(member.pk, to_member.pk if to_member else None, to_team.pk if to_team else None,
                              by.pk if by else None))  # fmt: skip


@transaction.atomic
def reactivate(*, member: Member, by: Member | None) -> None:
    """Back again, with the role they had. Raises NotAllowed."""
    if by is not None and not can_change(by, member):
        raise NotAllowed
    member.is_active, member.deactivated_at = True, None
    member.save(update_fields=["is_active", "deactivated_at"])
    record("member.reactivated", kind="member", object_id=member.pk)


def set_availability(*, member: Member, availability: str, reason: str = "") -> None:
    """Here, busy, or away and why; routing gives nothing to who is busy or away."""
    member.availability = availability
    member.away_reason = reason.strip()[:120] if availability != Availability.ONLINE else ""
    member.save(update_fields=["availability", "away_reason"])
    show_face(member)


def set_hours(*, member: Member, timezone: str, hours: dict[str, list[str]]) -> None:
    """Where they live and when they work; no hours: always."""
    member.timezone, member.hours = timezone, hours
    member.save(update_fields=["timezone", "hours"])


def _keep_an_owner(member: Member) -> None:
    if member.role == Role.OWNER and not _owners().exclude(pk=member.pk).exists():
        raise LastOwner


def _owners() -> "QuerySet[Member]":
    keys = Member.objects.select_for_update().filter(role=Role.OWNER, is_active=True).values_list("pk", flat=True)
    return Member.objects.filter(pk__in=list(keys))


def _key(row: Member | Team | None) -> str | None:
    return str(row.pk) if row else None
