"""A member or a team leaves: what they have goes to another, to a team, or back to the queue."""

from django.db.models import OuterRef, Subquery

from nitka.accounts.events import MemberLeft, TeamDeleted, TeamRestored
from nitka.accounts.models import Member, Team
from nitka.conversations.actions.assign import assign_many
from nitka.conversations.models import Assignment, Conversation


def on_member_left(event: MemberLeft) -> None:
    """Open and snoozed conversations; closed ones stay with whom they were."""
    held = Conversation.objects.filter(assignee_id=event.member_id, status__in=("open", "snoozed"))
    assign_many(
        conversations=list(held.only("id")),
        member=Member.objects.filter(pk=event.to_member_id).first() if event.to_member_id else None,
        team=Team.objects.filter(pk=event.to_team_id).first() if event.to_team_id else None,
        by=Member.objects.filter(pk=event.by_id).first() if event.by_id else None,
        reason="handed_on",
    )


def on_team_deleted(event: TeamDeleted) -> None:
    """What nobody of it has goes back into everybody's queue."""
    left = Conversation.objects.filter(team_id=event.team_id, assignee_id=None, status__in=("open", "snoozed"))
    assign_many(
        conversations=list(left.only("id")),
        member=None,
        by=None,
        reason="team_deleted",
        detail={"team": str(event.team_id)},
    )


def on_team_restored(event: TeamRestored) -> None:
    """Into its queue again what its deletion took out of it and nobody has been given since."""
    latest = Assignment.objects.filter(conversation_id=OuterRef("pk")).exclude(reason="returned").order_by("-at", "-id")
    waiting = Conversation.objects.filter(assignee_id=None, team_id=None, status__in=("open", "snoozed"))
    left = waiting.annotate(last=Subquery(latest.values("id")[:1])).filter(
        last__in=Assignment.objects.filter(reason="team_deleted", detail__team=str(event.team_id)).values("id")
    )
    team = Team.objects.get(pk=event.team_id)
    assign_many(conversations=list(left.only("id")), member=None, by=None, team=team, reason="team_restored")
