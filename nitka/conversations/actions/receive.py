"""Customers' messages into their threads, a batch in a fixed number of statements whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.channels.actions import carried
from nitka.channels.contract import ChannelInfo, Inbound
from nitka.conversations.actions.files import attach
from nitka.conversations.actions.handover import returned
from nitka.conversations.actions.positions import Positions
from nitka.conversations.actions.route import route
from nitka.conversations.actions.signal import changed, lists_of, visitors
from nitka.conversations.actions.snooze import end_snoozes
from nitka.conversations.actions.thread import Threads
from nitka.conversations.events import ConversationsOpened, ConversationsReopened, MessagesReceived
from nitka.conversations.models import Closure, Conversation, Message
from nitka.customers.actions import Claim, hold
from nitka.customers.models import Identity
from nitka.inbound.models import InboundLog
from nitka.kit import clock, events, meters
from nitka.kit.db.bulk import array, insert, instance, update
from nitka.kit.text import shorten
from nitka.moments.actions import append
from nitka.moments.models import Moment


@dataclass(slots=True)
class Arrival:
    """One parsed message with the raw thing it came in and its channel; filled on its way into a thread."""

    item: InboundLog
    channel: ChannelInfo
    parsed: Inbound
    stop: bool = False  # it only says that they want nothing more but service
    identity: Identity = field(init=False)
    conversation: Conversation = field(init=False)
    message: Message = field(init=False)
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.item.pk

    @property
    def quiet(self) -> bool:
        """Nobody waits for an answer to it: it opens nothing again."""
        return self.stop or self.parsed.auto


def receive(arrivals: Sequence[Arrival]) -> list[Message]:
    """Identify the senders, find or open their threads, write messages and moments, route, signal."""
    arrivals = _unseen(arrivals)
    if not arrivals:
        return []
    _identify(arrivals)
    threads = Threads(arrivals)
    for arrival in arrivals:
        arrival.conversation = threads.place(arrival)
    threads.open_new()
    _write(arrivals)
    reopened = _advance(arrivals)
    lists = lists_of(conversation for conversation in threads.touched() if conversation.pk not in threads.new)
    route([conversation for conversation in threads.touched() if _needs_someone(conversation)], opened=threads.new)
    returned(threads.touched(), {*reopened, *threads.returned})
    _tell(arrivals, threads, lists)
    transaction.on_commit(lambda: _count(arrivals))
    return [arrival.message for arrival in arrivals]


def _count(arrivals: list[Arrival]) -> None:
    """What is in its thread now, and how long that took."""
    now = clock.now()
    for arrival in arrivals:
        kind = arrival.item.kind.partition(".")[0]
        meters.count("nitka_messages_in_total", channel=kind)
        meters.observe("nitka_receive_seconds", max(0.0, (now - arrival.item.at).total_seconds()), channel=kind)


def _unseen(arrivals: Sequence[Arrival]) -> list[Arrival]:
    """Without those that a batch done before has written."""
    if not arrivals:
        return []
    with connection.cursor() as cursor:
        ids = array(arrival.id for arrival in arrivals)
        cursor.execute("select id from conversations_message where id = any(%s::uuid[])", [ids])
        there = {key for (key,) in cursor.fetchall()}
    return [arrival for arrival in arrivals if arrival.id not in there]


def _identify(arrivals: list[Arrival]) -> None:
    claims = [Claim(*_sender(arrival), "message", arrival.channel.id) for arrival in arrivals]
    identities = hold(claims)
    for arrival, claim in zip(arrivals, claims, strict=True):
        arrival.identity = identities[claim.key]


def _sender(arrival: Arrival) -> tuple[str, str, str, str]:
    sender = arrival.parsed.sender
    return sender.kind, sender.value, sender.name, sender.status


def _write(arrivals: list[Arrival]) -> None:
    positions = Positions([one.conversation.pk for one in arrivals], [one.identity.pk for one in arrivals])
    for arrival in arrivals:
        arrival.message = _message(arrival, positions)
    insert(arrival.message for arrival in arrivals)
    attach([(arrival.message, arrival.parsed.files) for arrival in arrivals if arrival.parsed.files])
    append([_moment(arrival) for arrival in arrivals])
    carried(way="in", at={arrival.channel.id: arrival.item.at for arrival in sorted(arrivals, key=_when)})


def _when(arrival: Arrival) -> datetime:
    return arrival.item.at


def _message(arrival: Arrival, positions: Positions) -> Message:
    parsed = arrival.parsed
    columns = _common(arrival) | {
        "author_id": None,
        "direction": "in",
        "position": positions.next(arrival.conversation.pk, arrival.identity.pk),
        "external_id": parsed.external_id,
        "subject": parsed.subject or None,
        "text": parsed.text,
        "quoted": parsed.quoted or None,
        "html": parsed.html or None,
        "auto": parsed.auto,
        "meta": {**parsed.meta, **({"to": parsed.to} if parsed.to else {}), **({"stop": True} if arrival.stop else {})},
    }
    return instance(Message, columns.items(), stored=False)


def _moment(arrival: Arrival) -> Moment:
    columns = _common(arrival) | {"member_id": None, "kind": "message.in", "data": {"message": str(arrival.id)}}
    return instance(Moment, columns.items(), stored=False)


def _common(arrival: Arrival) -> dict[str, Any]:
    return {
        "id": arrival.id,
        "workspace_id": arrival.conversation.workspace_id,
        "identity_id": arrival.identity.pk,
        "conversation_id": arrival.conversation.pk,
        "channel_id": arrival.channel.id,
        "at": arrival.item.at,
    }


def _advance(arrivals: list[Arrival]) -> list[UUID]:
    """Project the batch into the columns that lists sort and filter by; which were closed and are open again."""
    reopened: list[UUID] = []
    woken: list[UUID] = []
    touched: dict[UUID, Conversation] = {}
    for arrival in arrivals:
        conversation = arrival.conversation
        if conversation.status != "open" and not arrival.quiet:
            (reopened if conversation.status == "closed" else woken).append(conversation.pk)
            conversation.status, conversation.closed_at, conversation.snoozed_until = "open", None, None
        _show(conversation, arrival)
        touched[conversation.pk] = conversation
    update(
        Conversation,
        touched.values(),
        [
            "status",
            "closed_at",
            "channel_id",
            "preview",
            "preview_by",
            "last_at",
            "waiting_since",
            "snoozed_until",
            "subject",
        ],
    )
    end_snoozes(woken, "wrote")
    if reopened:
        Closure.objects.filter(conversation_id__in=reopened, reopened_at=None).update(reopened_at=clock.now())
        events.publish(ConversationsReopened(reopened))
    return reopened


def _show(conversation: Conversation, arrival: Arrival) -> None:
    parsed = arrival.parsed
    conversation.last_at = max(conversation.last_at, arrival.item.at)
    conversation.channel_id = arrival.channel.id
    conversation.preview = shorten(parsed.text, 160) or ", ".join(file.name for file in parsed.files)[:160]
    conversation.preview_by = "in"
    conversation.subject = conversation.subject or shorten(parsed.subject or parsed.text, 120)
    if not arrival.quiet and conversation.waiting_since is None:
        conversation.waiting_since = arrival.item.at


def _needs_someone(conversation: Conversation) -> bool:
    return conversation.assignee_id is None and conversation.status == "open"


def _tell(arrivals: list[Arrival], threads: Threads, lists: set[str]) -> None:
    if threads.new:
        events.publish(ConversationsOpened(list(threads.new)))
    changed([conversation.pk for conversation in threads.touched()], "message", lists | lists_of(threads.touched()))
    visitors(
        (arrival.identity.value, "message", {"id": arrival.parsed.external_id, "from": "visitor"})
        for arrival in arrivals
        if arrival.identity.kind == "visitor"
    )
    events.publish(
        MessagesReceived(
            [arrival.message.pk for arrival in arrivals], [conversation.pk for conversation in threads.touched()]
        )
    )


def waited(conversation: Conversation, at: datetime) -> float | None:
    """Seconds the customer has waited for an answer at `at`."""
    return (at - conversation.waiting_since).total_seconds() if conversation.waiting_since else None
