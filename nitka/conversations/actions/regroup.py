"""Two conversations become one, or one becomes two; either can be undone exactly."""

from typing import Any
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions import regroup_rows as rows
from nitka.conversations.actions.signal import changed
from nitka.conversations.actions.thread import take_numbers
from nitka.conversations.events import ConversationsOpened, ConversationsRegrouped
from nitka.conversations.models import Conversation, Message, Regrouping
from nitka.customers import actions as customers
from nitka.customers.models import Customer, Identity, Merge
from nitka.kit import clock, events

MERGE, SPLIT = Regrouping.Kind.MERGE, Regrouping.Kind.SPLIT


class CannotRegroup(ValueError):
    """Why not, as a code: same, gone, customers, first, passed_on."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def merge(
    *, into: Conversation, source: Conversation, by: Member | None, with_customers: bool = False
) -> Regrouping:
    """What was written in `source` stands in `into` from now on, and the number of `source` leads there.

    Raises CannotRegroup: same, gone (merged before), customers (they are two, and nobody said they are one).
    """
    if into.pk == source.pk:
        raise CannotRegroup("same")
    into, source = _both(into.pk, source.pk)
    done = Regrouping(kind=MERGE, into_id=into.pk, source_id=source.pk, by_id=by.pk if by else None)
    done.customers_merge_id = _one_customer(into, source, by, with_customers)
    before = {"into": rows.state(into), "source": rows.state(source)}
    rows.join(into, source)
    done.kept = {"before": before, "after": rows.state(into), **rows.carry(into, source, by)}
    done.save(force_insert=True)
    rows.move(done, Message.objects.filter(conversation_id=source.pk), into.pk)
    _told(done, by)
    return done


@transaction.atomic
def split(*, conversation: Conversation, start: Message, by: Member | None) -> Regrouping:
    """From `start` on it is a conversation of its own, with the next number. Raises CannotRegroup: gone, first."""
    (source,) = rows.held([conversation.pk])
    if source.merged_into_id:
        raise CannotRegroup("gone")
    all_of = Message.objects.filter(conversation_id=source.pk)
    moved = all_of.filter(position__gte=start.position)
    if not moved.filter(pk=start.pk).exists() or not all_of.filter(position__lt=start.position).exists():
        raise CannotRegroup("first")
    before = rows.state(source)
    made = Conversation(
        number=take_numbers(1),
        identity_id=start.identity_id if start.direction == "in" else source.identity_id,
        channel_id=start.channel_id,
        assignee_id=source.assignee_id,
        team_id=source.team_id,
        previous_id=source.pk,
        created_at=start.at,
    )
    made.save(force_insert=True)
    done = Regrouping(kind=SPLIT, into_id=made.pk, source_id=source.pk, by_id=by.pk if by else None)
    done.save(force_insert=True)
    rows.move(done, moved, made.pk)
    for row in (source, made):
        rows.project(row)
    done.kept = {"before": {"source": before}, "after": rows.state(source)}
    done.save(update_fields=["kept"])
    events.publish(ConversationsOpened([made.pk]))
    _told(done, by)
    return done


@transaction.atomic
def undo(*, regrouping: Regrouping, by: Member | None) -> None:
    """As if it had not been; undone before: nothing happens. Raises CannotRegroup: passed_on (merged on since)."""
    into, source = rows.held([regrouping.into_id, regrouping.source_id], in_order=True)
    row = Regrouping.objects.select_for_update(of=("self",)).get(pk=regrouping.pk)
    if row.undone_at:
        return
    survivor = into if row.kind == MERGE else source
    if survivor.merged_into_id or (row.kind == SPLIT and into.merged_into_id):
        raise CannotRegroup("passed_on")
    later = Message.objects.filter(conversation_id=into.pk, at__gt=row.at).exclude(regroupings__regrouping_id=row.pk)
    new = later.exists()
    rows.move_back(row)
    if row.kind == MERGE:
        rows.restore(source, row.kept["before"]["source"], None)
        rows.restore(into, row.kept["before"]["into"], row.kept["after"])
        rows.carry_back(row)
    else:
        Message.objects.filter(conversation_id=into.pk).update(conversation_id=source.pk)
        rows.alias(into, source)
        rows.restore(source, row.kept["before"]["source"], row.kept["after"])
    if new:
        rows.project(survivor)
    row.undone_at, row.undone_by_id = clock.now(), by.pk if by else None
    row.save(update_fields=["undone_at", "undone_by_id"])
    if row.customers_merge_id:
        customers.undo(merge=Merge.objects.get(pk=row.customers_merge_id), member_id=by.pk if by else None)
    _told(row, by, undone=True)


def _both(into_id: UUID, source_id: UUID) -> tuple[Conversation, Conversation]:
    found = {row.pk: row for row in rows.held([into_id, source_id])}
    into, source = found[into_id], found[source_id]
    if into.merged_into_id or source.merged_into_id:
        raise CannotRegroup("gone")
    return into, source


def _one_customer(into: Conversation, source: Conversation, by: Member | None, agreed: bool) -> UUID | None:
    """Their customer is one already, or is made one when that was said."""
    found = Identity.objects.in_bulk([into.identity_id, source.identity_id])
    one, other = found[into.identity_id].customer_id, found[source.identity_id].customer_id
    if one == other:
        return None
    if not agreed:
        raise CannotRegroup("customers")
    why: dict[str, Any] = {"why": "conversations", "member_id": by.pk if by else None}
    return customers.merge(into=Customer(pk=one), source=Customer(pk=other), **why).pk


def _told(done: Regrouping, by: Member | None, *, undone: bool = False) -> None:
    changed([done.into_id, done.source_id], "regrouping")
    events.publish(
        ConversationsRegrouped(done.pk, done.kind, done.into_id, done.source_id, by.pk if by else None, undone)
    )
