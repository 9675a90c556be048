"""A conversation ends, and may begin again."""

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.signal import changed
from nitka.conversations.events import ConversationsClosed, ConversationsReopened
from nitka.conversations.models import Closure, Conversation
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.kit import clock, events
from nitka.kit.ids import uuid7
from nitka.moments.actions import append
from nitka.moments.models import Moment


@transaction.atomic
def close(*, conversation: Conversation, by: Member | None) -> None:
    """Close; closed already: nothing happens."""
    conversation = _hold(conversation)
    if conversation.status == "closed":
        return
    now = clock.now()
    conversation.status, conversation.closed_at = "closed", now
    conversation.waiting_since, conversation.snoozed_until = None, None
    conversation.save(update_fields=["status", "closed_at", "waiting_since", "snoozed_until"])
    Closure.objects.create(conversation_id=conversation.pk, by_id=by.pk if by else None, at=now)
    append([_moment(conversation, "conversation.closed", by)])
    changed([conversation.pk], "closure")
    events.publish(ConversationsClosed([conversation.pk]))


@transaction.atomic
def reopen(*, conversation: Conversation, by: Member | None) -> None:
    """Open again; open already: nothing happens."""
    conversation = _hold(conversation)
    if conversation.status == "open":
        return
    was_closed = conversation.status == "closed"
    conversation.status, conversation.closed_at, conversation.snoozed_until = "open", None, None
    conversation.save(update_fields=["status", "closed_at", "snoozed_until"])
    changed([conversation.pk], "closure")
    if was_closed:
        Closure.objects.filter(conversation_id=conversation.pk, reopened_at=None).update(
            reopened_at=clock.now(), reopened_by_id=by.pk if by else None
        )
        append([_moment(conversation, "conversation.reopened", by)])
        events.publish(ConversationsReopened([conversation.pk]))


def _hold(conversation: Conversation) -> Conversation:
    """As it is now, its customer locked as those who receive do: a message that comes meanwhile opens it again."""
    lock([Identity.objects.get(pk=conversation.identity_id)])
    return Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)


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
