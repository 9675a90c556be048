"""Which thread a message belongs to (rule 8): the one it answers, else the latest open one, else a new one."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection

from nitka.conversations.models import Conversation, Message
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, instance

if TYPE_CHECKING:
    from nitka.conversations.actions.receive import Arrival

# What a letter may refer to: a message of ours by its id or Message-ID, or by Message-ID one that its sender wrote
Key = UUID | str | tuple[str, UUID]
_COLUMNS = (  # what placing, advancing and routing ask for
    "id", "workspace_id", "identity_id", "channel_id", "assignee_id", "status", "subject", "last_at", "waiting_since",
    "closed_at", "snoozed_until", "team_id",
)
_LATEST = f"""
select c.customer, v.* from unnest(%s::uuid[]) as c (customer), lateral (
    select {", ".join(f"v.{name}" for name in _COLUMNS)} from customers_identity i join conversations_conversation v
    on v.workspace_id = i.workspace_id and v.identity_id = i.id where i.customer_id = c.customer
    and v.status <> 'merged'
    order by v.status = 'closed', v.last_at desc limit 1) v
"""  # noqa: S608 (our own names)
REOPENS = timedelta(days=30)  # an answer to a conversation closed longer ago opens a new one, linked


class Threads:
    """The threads that a batch may go to, read in a fixed number of statements, and the new ones it opens."""

    def __init__(self, arrivals: Sequence["Arrival"]) -> None:
        self.by_message = _of_messages(arrivals)
        customers = list({arrival.identity.customer_id for arrival in arrivals})
        latest = _latest(customers)
        self.latest = {customer: conversation.pk for customer, conversation in latest.items()}
        self.rows: dict[UUID, Conversation] = {conversation.pk: conversation for conversation in latest.values()}
        others = [key for key in self.by_message.values() if key not in self.rows]
        if others:
            self.rows |= Conversation.objects.in_bulk(others)
        self.new: dict[UUID, Conversation] = {}
        self.returned: list[UUID] = []  # the new ones of customers who have had one before
        self._known = set(latest)
        self._touched: dict[UUID, Conversation] = {}
        self._opening: set[UUID] = set()
        self._placed: dict[Key, Conversation] = {}  # what later arrivals of the batch may answer

    def place(self, arrival: "Arrival") -> Conversation:
        """The conversation of one arrival, perhaps a new one (still without its number)."""
        answered = self._answered(arrival)
        conversation = answered if answered is not None and self._goes_on(answered, arrival) else None
        if conversation is None:
            conversation = self._latest_of(arrival, answered)
        if conversation is None:
            conversation = self._open(arrival, answered)
        self._touched[conversation.pk] = conversation
        self._placed[arrival.id] = conversation
        if arrival.parsed.external_id:
            self._placed[arrival.parsed.external_id, arrival.identity.customer_id] = conversation
        if not arrival.quiet:  # it opens again: what follows in the batch finds it open
            self._opening.add(conversation.pk)
            self.latest[arrival.identity.customer_id] = conversation.pk
        return conversation

    def open_new(self) -> None:
        """Number the new conversations and write them."""
        if not self.new:
            return
        first = take_numbers(len(self.new))
        for number, conversation in enumerate(self.new.values(), first):
            conversation.number = number
        Conversation.objects.bulk_create(self.new.values())

    def touched(self) -> list[Conversation]:
        """Every conversation of the batch, once."""
        return list(self._touched.values())

    def _answered(self, arrival: "Arrival") -> Conversation | None:
        for key in _keys(arrival):
            if key in self._placed:
                return self._placed[key]
            found = self.by_message.get(key)
            if found is not None:
                return self.rows.get(found)
        return None

    @staticmethod
    def _goes_on(conversation: Conversation, arrival: "Arrival") -> bool:
        closed = conversation.closed_at if conversation.status == "closed" else None
        return arrival.quiet or closed is None or clock.now() - closed < REOPENS

    def _latest_of(self, arrival: "Arrival", answered: Conversation | None) -> Conversation | None:
        found = self.latest.get(arrival.identity.customer_id)
        conversation = self.new.get(found) or self.rows.get(found) if found else None
        if conversation is None:
            return None
        closed = conversation.status == "closed" and conversation.pk not in self._opening
        return None if closed and not arrival.quiet else conversation

    def _open(self, arrival: "Arrival", before: Conversation | None) -> Conversation:
        conversation = Conversation(
            identity_id=arrival.identity.pk,
            channel_id=arrival.channel.id,
            created_at=arrival.item.at,
            last_at=arrival.item.at,
            previous_id=before.pk if before else None,
        )
        if arrival.stop:  # there is nothing to answer
            conversation.status, conversation.closed_at = "closed", arrival.item.at
        self.new[conversation.pk] = conversation
        if arrival.identity.customer_id in self._known:
            self.returned.append(conversation.pk)
        self.latest[arrival.identity.customer_id] = conversation.pk
        return conversation


def _references(arrival: "Arrival") -> list[UUID | str]:
    reply = arrival.parsed.reply
    return [*reply.ours, *filter(None, [reply.in_reply_to]), *reversed(reply.references)]


def _keys(arrival: "Arrival") -> Iterator[Key]:
    """A stranger who names the Message-ID of somebody else's letter does not get into their thread."""
    for reference in _references(arrival):
        if isinstance(reference, str):
            yield reference, arrival.identity.customer_id
        yield reference


def _of_messages(arrivals: Sequence["Arrival"]) -> dict[Key, UUID]:
    """What the batch refers to → its conversation."""
    keys = {key for arrival in arrivals for key in _references(arrival)[:20]}
    if not keys:
        return {}
    ids = [key for key in keys if isinstance(key, UUID)]
    external = [key for key in keys if isinstance(key, str)]
    found: dict[Key, UUID] = dict(Message.objects.filter(pk__in=ids).values_list("pk", "conversation_id"))
    if external:
        rows = Message.objects.filter(external_id__in=external).exclude(external_id="").order_by("position")
        columns = rows.values_list("external_id", "conversation_id", "direction", "identity__customer_id")
        found |= {name if way == "out" else (name, whose): thread for name, thread, way, whose in columns}
    return found


def _latest(customer_ids: list[UUID]) -> dict[UUID, Conversation]:
    """Customer → their latest conversation, an open one before a closed one."""
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, [array(customer_ids)])
        return {row[0]: instance(Conversation, zip(_COLUMNS, row[1:], strict=True)) for row in cursor.fetchall()}


def latest_of(customer_id: UUID) -> Conversation | None:
    """A customer's latest conversation, an open one before a closed one."""
    found = _latest([customer_id]).get(customer_id)
    return Conversation.objects.get(pk=found.pk) if found else None


def take_numbers(count: int) -> int:
    """Reserve `count` numbers of the workspace and return the first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into conversations_counter as c (id, workspace_id, next) values (%s, %s, %s)"
            " on conflict (workspace_id, id) do update set next = c.next + %s returning next - %s",
            [require_workspace(), require_workspace(), count + 1, count, count],
        )
        first: int = cursor.fetchone()[0]
        return first
