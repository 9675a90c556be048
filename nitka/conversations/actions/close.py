"""Conversations end, and may begin again."""

from collections.abc import Iterable

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.hold import hold
from nitka.conversations.actions.signal import changed, lists_of
from nitka.conversations.actions.snooze import end_snoozes
from nitka.conversations.events import ConversationsClosed, ConversationsReopened
from nitka.conversations.models import Closure, Conversation
from nitka.kit import clock, events
from nitka.kit.db.bulk import insert, update
from nitka.kit.ids import uuid7
from nitka.moments.actions import append
from nitka.moments.models import Moment


def close(*, conversation: Conversation, by: Member | None) -> None:
    """Close; closed already: nothing happens."""
    close_many(conversations=[conversation], by=by)


def reopen(*, conversation: Conversation, by: Member | None) -> None:
    """Open again, or wake; open already: nothing happens."""
    reopen_many(conversations=[conversation], by=by)


@transaction.atomic
def close_many(*, conversations: Iterable[Conversation], by: Member | None) -> list[Conversation]:
    """Close in a fixed number of statements; those that were not closed before."""
    held = [row for row in hold(row.pk for row in conversations) if row.status != "closed"]
    if not held:
        return []
    now = clock.now()
    asleep = [row.pk for row in held if row.status == "snoozed"]
    by_id = by.pk if by else None
    ends = [Closure(conversation_id=row.pk, by_id=by_id, at=now, waiting_since=row.waiting_since) for row in held]
    for row in held:
        row.status, row.closed_at, row.waiting_since, row.snoozed_until = "closed", now, None, None
    update(Conversation, held, ["status", "closed_at", "waiting_since", "snoozed_until"])
    end_snoozes(asleep, "closed", by)
    insert(ends)
    append([_moment(row, "conversation.closed", by) for row in held])
    changed([row.pk for row in held], "closure", lists_of(held))
    events.publish(ConversationsClosed([row.pk for row in held]))
    return held


@transaction.atomic
def reopen_many(*, conversations: Iterable[Conversation], by: Member | None) -> list[Conversation]:
    """Open again in a fixed number of statements; those that were not open before. Who waited waits on."""
    held = [row for row in hold(row.pk for row in conversations) if row.status != "open"]
    if not held:
        return []
    asleep = [row.pk for row in held if row.status == "snoozed"]
    closed = [row for row in held if row.status == "closed"]
    ends = Closure.objects.filter(conversation_id__in=[row.pk for row in closed], reopened_at=None)
    waited = dict(ends.values_list("conversation_id", "waiting_since")) if closed else {}
    for row in held:
        row.status, row.closed_at, row.snoozed_until = "open", None, None
        row.waiting_since = waited.get(row.pk, row.waiting_since)
    update(Conversation, held, ["status", "closed_at", "snoozed_until", "waiting_since"])
    end_snoozes(asleep, "member", by)
    changed([row.pk for row in held], "closure", lists_of(held))
    if closed:
        ends.update(reopened_at=clock.now(), reopened_by_id=by.pk if by else None)
        append([_moment(row, "conversation.reopened", by) for row in closed])
        events.publish(ConversationsReopened([row.pk for row in closed]))
    return held


def _moment(conversation: Conversation, kind: str, by: Member | None) -> Moment:
    return Moment(
        id=uuid7(),
        identity_id=conversation.identity_id,
        kind=kind,
        at=clock.now(),
        channel_id=conversation.channel_id,
        conversation_id=conversation.pk,
        member_id=by.pk if by else None,
    )
