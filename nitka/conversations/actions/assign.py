"""Who has a conversation, by a person's hand."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from nitka.accounts.models import Member, Team
from nitka.accounts.policies import can_answer
from nitka.conversations.actions.handover import details
from nitka.conversations.actions.signal import changed, lists_of, visitors
from nitka.conversations.events import ConversationsAssigned
from nitka.conversations.models import Assignment, Conversation
from nitka.customers.models import Identity
from nitka.kit import events
from nitka.kit.db.bulk import insert, update

HANDED = ("assigned", "handed_on")  # by another's hand: the card goes with it


class CannotHave(ValueError):
    """Who may not answer would only keep the customer waiting."""


def assign(
    *,
    conversation: Conversation,
    member: Member | None,
    by: Member | None,
    reason: str = "assigned",
    team: Team | None = None,
    words: str = "",
) -> None:
    """Give a conversation to a member, to a team's queue, or back to everybody's with neither.

    A member gets it without it leaving its team; the same member and team again: nothing happens. Who gets it
    by another's hand gets a card of facts, and the `words` of who hands over. Raises CannotHave.
    """
    assign_many(conversations=[conversation], member=member, by=by, reason=reason, team=team, words=words)


@transaction.atomic
def assign_many(
    *,
    conversations: Iterable[Conversation],
    member: Member | None,
    by: Member | None,
    reason: str = "assigned",
    team: Team | None = None,
    words: str = "",
    detail: dict[str, Any] | None = None,
    exactly: bool = False,
) -> list[Conversation]:
    """Give them in a fixed number of statements; as before, those that really changed hands. Raises CannotHave.

    `detail` is kept with each where there is no card. `exactly`: no team given is no team, even with a member.
    """
    if member is not None and not can_answer(member):
        raise CannotHave
    keys = [row.pk for row in conversations]
    held = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    held = held.exclude(status="merged").order_by("pk")
    who = member.pk if member else None
    stays = member is not None and not exactly
    after = {row.pk: (who, team.pk if team else row.team_id if stays else None) for row in held}
    before = [row for row in held if (row.assignee_id, row.team_id) != after[row.pk]]
    if not before:
        return []
    rows = [Conversation(id=row.pk, assignee_id=who, team_id=after[row.pk][1]) for row in before]
    update(Conversation, rows, ["assignee_id", "team_id"])
    given = {"member_id": who, "team_id": team.pk if team else None, "by_id": by.pk if by else None, "reason": reason}
    handed = reason in HANDED and (who is not None or team is not None)
    cards = details([row.pk for row in before], words) if handed else {}
    made = [Assignment(conversation_id=row.pk, detail=cards.get(row.pk, detail or {}), **given) for row in before]
    insert(made)
    changed([row.pk for row in before], "assignment", lists_of([*before, *rows]))
    _tell_visitors(before, member)
    events.publish(ConversationsAssigned([row.pk for row in made]))
    return before


def take(*, conversation: Conversation, member: Member) -> None:
    """A member takes a conversation."""
    assign(conversation=conversation, member=member, by=member, reason="taken")


def _tell_visitors(conversations: Sequence[Conversation], member: Member | None) -> None:
    identities = [row.identity_id for row in conversations]
    sessions = Identity.objects.filter(kind="visitor", customer__identities__in=identities).distinct()
    data = {"who": member.name if member else None}
    most = 20 * len(identities)
    visitors((session, "wait", data) for session in sessions.values_list("value", flat=True)[:most])
