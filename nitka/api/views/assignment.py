"""`conversations/{id}/assignment`: who has a conversation; `members` and `teams`: who could."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from nitka.accounts.models import Member, Team
from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.conversations import AssignmentGiven, ConversationRow, MemberRow, TeamRow
from nitka.api.views.common import acting, allow, answers, rows
from nitka.api.views.conversations import WORN, conversation_or_404, described
from nitka.conversations import actions
from nitka.conversations.models import Conversation

router = Router(tags=["conversations"])
people = Router(tags=["members"])


@router.put("conversations/{uuid:conversation_id}/assignment", response=answers(200, ConversationRow))
def assign(request: HttpRequest, conversation_id: UUID, given: AssignmentGiven) -> Any:
    """Give it to a member, to a team's queue, or with neither back to everybody's; the same again changes nothing.

    A member gets it without it leaving its team, unless another is named.
    """
    allow(request, can_answer)
    row = conversation_or_404(request, conversation_id)
    member = _found(Member.objects.filter(is_active=True), given.member)
    team = _found(Team.objects.filter(deleted_at=None), given.team)
    by = acting(request)
    mine = by is not None and member is not None and by.pk == member.pk
    try:
        actions.assign(conversation=row, member=member, team=team, by=by, reason="taken" if mine else "assigned")
    except actions.CannotHave:
        raise Problem("observer") from None
    # Whoever gave it away may see it no more: this answer they have still earned.
    return described(Conversation.objects.select_related("identity").prefetch_related(WORN).get(pk=row.pk))


@people.get("members", response=answers(200, Rows[MemberRow]))
def members(request: HttpRequest, page: Query[Page]) -> Any:
    """Who works here, the one who came last first."""
    found = Member.objects.filter(is_active=True).select_related("user")
    data, following = newest(found, page)
    return rows(map(_member, data), following)


@people.get("teams", response=answers(200, Rows[TeamRow]))
def teams(request: HttpRequest, page: Query[Page]) -> Any:
    """Teams, newest first."""
    data, following = newest(Team.objects.filter(deleted_at=None), page)
    return rows(({"id": team.pk, "name": team.name} for team in data), following)


def _member(member: Member) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.name,
        "email": member.user.email,
        "role": member.role,
        "teams": member.team_ids,
    }


def _found(rows: Any, key: UUID | None) -> Any:
    """The row of an id, None for none. Raises Problem for an id that nobody here has."""
    if key is None:
        return None
    found = rows.filter(pk=key).first()
    if found is None:
        raise Problem("not_found")
    return found
