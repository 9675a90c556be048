"""Reads of conversations; they begin from `visible_to(member)`."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations import scope
from nitka.conversations.models import Conversation, Delivery, Message, State
from nitka.conversations.reach import reaches as reaches
from nitka.conversations.reach import why_barred as why_barred
from nitka.conversations.reach import writing as writing
from nitka.customers.models import Customer, Identity
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.bulk import array
from nitka.kit.ids import uuid7
from nitka.moments.models import Moment

scope_q, scope_sql = scope.q, scope.sql  # the condition itself, for what joins conversations
_MERGED = """
select id from conversations_conversation
where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[]) and status = 'merged'
"""
ENOUGH = 5  # answers below which no wait is promised


@dataclass(frozen=True)
class Wait:
    """What the last hours' answers allow to promise: seconds, and how many answers say so."""

    low: int
    typical: int
    high: int
    n: int


def visible_to(member: Member | None) -> "QuerySet[Conversation]":
    """The conversations a member may see (`scope.py`); None is a program of the company's."""
    return Conversation.objects.filter(scope.q(member)).exclude(status="merged")


def merged(ids: Collection[UUID]) -> set[UUID]:
    """Of some conversations those that are aliases by now, which `visible_to` hides even from who sees all."""
    values = {"workspace": require_workspace(), "ids": array(ids)}
    return {key for (key,) in reading.rows(_MERGED, values)}


def find(member: Member | None, number: int) -> Conversation | None:
    """By its number; a merged one's number leads to where its messages stand now."""
    found = visible_to(member).filter(number=number).first()
    return found or survivor(member, Q(number=number))


def survivor(member: Member | None, which: Q) -> Conversation | None:
    """Where a merged conversation leads, when the member may see that."""
    row = Conversation.objects.filter(which, status="merged").first()
    for _ in range(32):
        if row is None or row.merged_into_id is None:
            break
        row = Conversation.objects.filter(pk=row.merged_into_id).first()
    return visible_to(member).filter(pk=row.pk).first() if row else None


def narrow_customers(member: Member | None, found: "QuerySet[Customer]") -> "QuerySet[Customer]":
    """Of some customers those behind a conversation that a member may see; the slot "customers.visible"."""
    if sees_all(member):
        return found
    return found.filter(Exists(visible_to(member).filter(identity__customer_id=OuterRef("pk"))))


def narrow_moments(member: Member | None, found: "QuerySet[Moment]") -> "QuerySet[Moment]":
    """Of some moments those of no conversation and of those that a member may see; the slot "moments.visible"."""
    if sees_all(member):
        return found
    seen = visible_to(member).filter(pk=OuterRef("conversation_id"))
    return found.filter(Q(conversation_id=None) | Exists(seen))


def thread(conversation_id: UUID) -> "QuerySet[Message]":
    """A conversation's messages in their order."""
    return Message.objects.filter(conversation_id=conversation_id).order_by("position")


def from_the_end(number: int, message: str) -> int:
    """How many messages of a conversation there are from this one on; 0 when it is none of them."""
    try:
        key = UUID(message)
    except ValueError:
        return 0
    said = Message.objects.filter(conversation__number=number)
    return said.filter(position__gte=said.filter(pk=key).values("position")[:1]).count()


def way_to(conversation: Conversation, channel_id: UUID | None = None) -> tuple[Channel, Identity] | None:
    """The channel and address of an answer: by that channel, else by the one the customer wrote last; None: no way.

    Whoever else has written into the thread is not answered.
    """
    written = Message.objects.filter(conversation_id=conversation.pk, direction="in")
    written = written.filter(identity__customer__identities=conversation.identity_id)
    if channel_id is not None:
        written = written.filter(channel_id=channel_id)
    last = written.select_related("channel", "identity").order_by("-position").first()
    if last is not None:
        return last.channel, last.identity
    channel = Channel.objects.get(pk=channel_id or conversation.channel_id)
    if conversation.identity.kind == adapter(channel.kind).capabilities.reaches:
        return channel, conversation.identity  # we wrote first, and to this address
    reached = Identity.objects.filter(
        customer__identities=conversation.identity_id, kind=adapter(channel.kind).capabilities.reaches
    )
    identity = reached.order_by("-id").first()
    return (channel, identity) if identity else None


def visitor(session: str) -> Identity | None:
    """The identity of a visitor's session, once it has written something."""
    return Identity.objects.filter(kind="visitor", value=session).first()


def conversation_of_visitor(session: str) -> UUID | None:
    """The latest conversation that a visitor's session is in."""
    mine = Conversation.objects.filter(messages__identity__kind="visitor", messages__identity__value=session)
    return mine.order_by("-last_at").values_list("pk", flat=True).first()


def for_visitor(session: str, after: UUID | None = None, limit: int = 100) -> list[Message]:
    """What a visitor may see (rule 9): what their own session wrote and received, oldest first, after a position."""
    rows = Message.objects.filter(identity__kind="visitor", identity__value=session).exclude(direction="note")
    if after is not None:
        rows = rows.filter(position__gt=after)
    return list(
        rows.select_related("author").prefetch_related("attachments", "deliveries").order_by("position")[:limit]
    )


def failed_deliveries(member: Member | None) -> "QuerySet[Delivery]":
    """What did not go out of what a member may see, the latest first."""
    seen = scope.q(member, "message__conversation__")
    return Delivery.objects.filter(seen, state=State.FAILED).order_by("-changed_at")


def wait(channel_id: UUID, hours: int = 24) -> Wait | None:
    """The measured wait for an answer in a channel: from the 10th to the 90th percentile; None below ENOUGH answers."""
    since = uuid7(clock.now() - timedelta(hours=hours))
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*), percentile_cont(array[0.1, 0.5, 0.9]) within group (order by (data->>'waited')::float)"
            " from moments_moment where workspace_id = %s and id > %s and kind = 'message.out'"
            " and channel_id = %s and data ? 'waited'",
            [require_workspace(), since, channel_id],
        )
        count, points = cursor.fetchone()
    if count < ENOUGH:
        return None
    low, typical, high = (round(point) for point in points)
    return Wait(low, typical, high, count)


def visible_ids(member: Member, ids: Iterable[UUID]) -> set[UUID]:
    """Of some conversations those that a member may see (and so hear)."""
    return set(visible_to(member).filter(pk__in=list(ids)).values_list("pk", flat=True))
