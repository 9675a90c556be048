"""Which conversations a member sees: one condition on columns of the conversation, for the ORM and for SQL.

Own: those they have, and those nobody has that are no team's or their teams'. Team: their teams' as well. All: all.
What a member follows they see, too: it widens both, or a list and its rows would part.
"""

from typing import Any

from django.db.models import Q

from nitka.accounts.models import Member, Scope
from nitka.accounts.policies import sees_all
from nitka.conversations.models import Follower
from nitka.kit.db.bulk import array

_FOLLOWED = "select f.conversation_id from conversations_follower f where f.member_id = %(scope_member)s"


def q(member: Member | None, prefix: str = "") -> Q:
    """The condition for the ORM; `prefix` ("conversation__") where the conversation is joined."""
    if sees_all(member) or member is None:
        return Q()
    followed = Follower.objects.filter(member_id=member.pk).values("conversation_id")
    mine = Q(**{f"{prefix}assignee_id": member.pk}) | Q(**{f"{prefix}id__in": followed})
    of_teams = Q(**{f"{prefix}team_id__in": member.team_ids})
    if member.scope == Scope.TEAM:
        nobodys = Q(**{f"{prefix}assignee_id": None, f"{prefix}team_id": None})
        return mine | nobodys | of_teams
    return mine | (Q(**{f"{prefix}assignee_id": None}) & (Q(**{f"{prefix}team_id": None}) | of_teams))


def sql(member: Member | None, alias: str = "v") -> tuple[str, dict[str, Any]]:
    """The condition as SQL on `alias`, without `and`, and its values; "true" where nothing narrows."""
    if sees_all(member) or member is None:
        return "true", {}
    values = {"scope_member": member.pk, "scope_teams": array(member.team_ids)}
    followed = f"{alias}.id in ({_FOLLOWED})"
    v, ours = alias, f"{alias}.team_id = any(%(scope_teams)s::uuid[])"
    if member.scope == Scope.TEAM:
        nobodys = f"({v}.assignee_id is null and {v}.team_id is null)"
        return f"({v}.assignee_id = %(scope_member)s or {nobodys} or {ours} or {followed})", values
    nobodys = f"({v}.assignee_id is null and ({v}.team_id is null or {ours}))"
    return f"({v}.assignee_id = %(scope_member)s or {nobodys} or {followed})", values
