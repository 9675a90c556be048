"""Teams: make, rename, fill, do away with and take back."""

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.actions.rights import rights_changed
from nitka.accounts.events import TeamDeleted, TeamRestored
from nitka.accounts.models import Member, Team, TeamMember
from nitka.kit import clock, events


class NameTaken(Exception):
    """Another one has this name."""


@transaction.atomic
def create_team(*, name: str, member_ids: Iterable[UUID] = ()) -> Team:
    """A new team. Raises NameTaken."""
    team = Team(name=name)
    _save(team)
    record("team.created", kind="team", object_id=team.pk)
    set_team_members(team=team, member_ids=member_ids)
    return team


def rename_team(*, team: Team, name: str) -> None:
    """Call it otherwise. Raises NameTaken."""
    if name != team.name:
        team.name = name
        _save(team)


@transaction.atomic
def set_team_members(*, team: Team, member_ids: Iterable[UUID]) -> None:
    """These members and no others; what they see changes at once."""
    wanted = set(Member.objects.filter(pk__in=list(member_ids), is_active=True).values_list("pk", flat=True))
    kept = set(team.memberships.values_list("member_id", flat=True))
    if wanted == kept:
        return
    team.memberships.filter(member_id__in=kept - wanted).delete()
    TeamMember.objects.bulk_create(TeamMember(team_id=team.pk, member_id=key) for key in wanted - kept)
    _project(kept ^ wanted)
    record("team.members", kind="team", object_id=team.pk, detail=_names(wanted - kept, kept - wanted))


@transaction.atomic
def delete_team(*, team: Team) -> None:
    """Nobody's team any more; its queue is everybody's."""
    team.deleted_at = clock.now()
    team.save(update_fields=["deleted_at"])
    _project(team.memberships.values_list("member_id", flat=True))
    record("team.deleted", kind="team", object_id=team.pk)
    events.publish(TeamDeleted(team.pk))


@transaction.atomic
def restore_team(*, team: Team) -> None:
    """Undo: with the members it had, and what of its queue nobody has touched since. Raises NameTaken."""
    team.deleted_at = None
    _save(team)
    _project(team.memberships.values_list("member_id", flat=True))
    record("team.restored", kind="team", object_id=team.pk)
    events.publish(TeamRestored(team.pk))


def leave_teams(*, member: Member) -> list[UUID]:
    """Out of every team; their ids."""
    left = list(TeamMember.objects.filter(member_id=member.pk).values_list("team_id", flat=True))
    TeamMember.objects.filter(member_id=member.pk).delete()
    _project([member.pk])
    return left


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise NameTaken from None


def _project(member_ids: Iterable[UUID]) -> None:
    """Write each member's teams into their row, and tell what they have open."""
    ids = list(member_ids)
    teams: dict[UUID, list[UUID]] = {key: [] for key in ids}
    rows = TeamMember.objects.filter(member_id__in=ids, team__deleted_at=None).order_by("team_id")
    for member_id, team_id in rows.values_list("member_id", "team_id"):
        teams[member_id].append(team_id)
    members = list(Member.objects.filter(pk__in=ids))
    for member in members:
        member.team_ids = teams[member.pk]
    Member.objects.bulk_update(members, ["team_ids"])
    rights_changed(ids)


def _names(came: set[UUID], went: set[UUID]) -> dict[str, list[str]]:
    return {"added": sorted(map(str, came)), "removed": sorted(map(str, went))}
