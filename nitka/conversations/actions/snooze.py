"""Conversations are put aside until a moment, and wake on it, or at once when the customer writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.hold import hold
from nitka.conversations.actions.signal import changed, lists_of
from nitka.conversations.events import ConversationsWoken
from nitka.conversations.models import Conversation, Snooze
from nitka.kit import clock, events
from nitka.kit.db.bulk import insert, update
from nitka.kit.text import scrub

LONGEST_WHY = 200


def snooze(*, conversation: Conversation, until: datetime, by: Member | None, why: str = "") -> None:
    """Put aside; asleep already: until the new moment. Raises ValueError for a moment that has been."""
    snooze_many(conversations=[conversation], until=until, by=by, why=why)


@transaction.atomic
def snooze_many(
    *, conversations: Iterable[Conversation], until: datetime, by: Member | None, why: str = ""
) -> list[Conversation]:
    """Put aside in a fixed number of statements; closed ones stay closed and are left out."""
    now = clock.now()
    if until <= now:
        raise ValueError("a conversation sleeps until a moment ahead")
    held = [row for row in hold(row.pk for row in conversations) if row.status != "closed"]
    if not held:
        return []
    end_snoozes([row.pk for row in held if row.status == "snoozed"], "again", by)
    for row in held:
        row.status, row.snoozed_until = "snoozed", until
    update(Conversation, held, ["status", "snoozed_until"])
    reason = scrub(why).strip()[:LONGEST_WHY] or None
    insert(
        Snooze(conversation_id=row.pk, by_id=by.pk if by else None, at=now, until=until, why=reason) for row in held
    )
    changed([row.pk for row in held], "snooze", lists_of(held))
    return held


@transaction.atomic
def wake(*, conversations: Iterable[Conversation], how: str, by: Member | None = None) -> list[Conversation]:
    """Open what sleeps; those that did."""
    held = [row for row in hold(row.pk for row in conversations) if row.status == "snoozed"]
    for row in held:
        row.status, row.snoozed_until = "open", None
    update(Conversation, held, ["status", "snoozed_until"])
    end_snoozes([row.pk for row in held], how, by)
    changed([row.pk for row in held], "snooze", lists_of(held))
    if held:
        events.publish(ConversationsWoken([row.pk for row in held], how))
    return held


def end_snoozes(conversation_ids: Sequence[UUID], how: str, by: Member | None = None) -> None:
    """Write down that these woke, and why; the conversations themselves are the caller's."""
    if conversation_ids:
        Snooze.objects.filter(conversation_id__in=list(conversation_ids), ended_at=None).update(
            ended_at=clock.now(), ended=how, ended_by_id=by.pk if by else None
        )
