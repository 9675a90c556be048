"""Labels are made, renamed and taken away; customers put them on and off, and keep theirs through merges."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from nitka.accounts.actions.audit import record
from nitka.customers.actions.holding import locked
from nitka.customers.events import CustomersChanged, LabelsChanged
from nitka.customers.labels import MOST, Label, Labelling, labels_called
from nitka.customers.models import Customer
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.text import dump

Pair = tuple[UUID, UUID]  # customer, label

# Who is merged meanwhile is waited for, and then is nobody to put a label on
_ON = """insert into customers_labelling (id, workspace_id, customer_id, now_id, label_id, by_id, at)
    select uuidv7(), %(workspace)s, g.customer, c.id, g.label, %(by)s, %(at)s
    from json_to_recordset(%(pairs)s) as g (customer uuid, label uuid)
    join customers_customer c on c.workspace_id = %(workspace)s and c.id = g.customer and c.merged_into_id is null
    where not exists (select from customers_labelling w where w.workspace_id = %(workspace)s
      and w.now_id = c.id and w.label_id = g.label) for key share of c
    on conflict (workspace_id, customer_id, label_id) do nothing returning customer_id, label_id"""
_OFF = """delete from customers_labelling w using json_to_recordset(%(pairs)s) as g (customer uuid, label uuid)
    where w.workspace_id = %(workspace)s and w.now_id = g.customer and w.label_id = g.label
    returning w.now_id, w.label_id"""
# Of who was merged too: their labels lie by who they were
_CARRY = """with recursive below (id, root) as (select g.was, g.now from json_to_recordset(%s) as g (was uuid, now uuid)
      union select c.id, b.root from below b join customers_customer c on c.merged_into_id = b.id)
    update customers_labelling w set now_id = b.root from below b
    where w.workspace_id = %s and w.customer_id = b.id and w.now_id <> b.root"""


class LabelTaken(ValueError):
    """There is one of that name."""


class TooManyLabels(ValueError):
    """A workspace has as many as it may."""


@transaction.atomic
def save_label(*, label: Label) -> Label:
    """Make or change a label. Raises LabelTaken, TooManyLabels."""
    fresh = label._state.adding
    if fresh and Label.objects.count() >= MOST:
        raise TooManyLabels
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError:
        raise LabelTaken(label.name) from None
    record("label.made" if fresh else "label.changed", kind="label", object_id=label.pk, detail={"name": label.name})
    return label


@transaction.atomic
def delete_label(*, label: Label) -> int:
    """Take a label away, off every customer; how many wore it."""
    held = Label.objects.select_for_update().filter(pk=label.pk).first()
    if held is None:
        return 0
    wore = sorted(set(Labelling.objects.filter(label_id=held.pk).values_list("now_id", flat=True)))
    Labelling.objects.filter(label_id=held.pk).delete()
    held.delete()
    record("label.removed", kind="label", object_id=label.pk, detail={"name": label.name, "n": str(len(wore))})
    _publish([], [(key, label.pk) for key in wore])
    return len(wore)


@transaction.atomic
def put_labels(
    *, customers: Iterable[Customer], on: Sequence[Label] = (), off: Sequence[Label] = (), by: UUID | None,
    quiet: bool = False,
) -> tuple[list[Pair], list[Pair]]:  # fmt: skip
    """Put labels on and off; what really changed, as (customer, label). `by`: a member, or the file it came by.

    `quiet`: no line of the audit log, as whoever calls writes one of their own.
    """
    keys = [row.pk for row in locked([row.pk for row in customers]) if row.merged_into_id is None]
    new = _change(_ON, [(key, label.pk) for label in on for key in keys], by)
    gone = sorted(set(_change(_OFF, [(key, label.pk) for label in off for key in keys], by)))
    _publish(new, gone)
    if (new or gone) and not quiet:
        said = [*(f"+ {label.name}" for label in on), *(f"− {label.name}" for label in off)]
        record("customers.labelled", kind="customer", object_id=keys[0] if len(keys) == 1 else None,
               detail={"labels": ", ".join(said)[:200], "n": str(len(keys))})  # fmt: skip
    return new, gone


@transaction.atomic
def labels_of_names(names: Collection[str]) -> dict[str, Label]:
    """Name in small letters → its label, made where there is none; left out where there are as many as may be."""
    found, missing = labels_called(names)
    for name in missing:
        with suppress(TooManyLabels):
            try:
                found.append(save_label(label=Label(name=name)))
            except LabelTaken:  # somebody made it just now
                found.append(Label.objects.get(name__iexact=name))
    return {label.name.lower(): label for label in found}


def put_on(pairs: Collection[Pair], *, by: UUID | None) -> list[Pair]:
    """Labels onto held customers, pair by pair; what really changed. One statement and the news of it."""
    new = _change(_ON, pairs, by)
    _publish(new, [])
    return new


@transaction.atomic
def take_off_again(*, by: UUID) -> int:
    """What a file put on comes off again; how many."""
    rows = Labelling.objects.filter(by_id=by)
    pairs = sorted(set(rows.values_list("now_id", "label_id")))
    rows.delete()
    _publish([], pairs)
    return len(pairs)


def carry(roots: Mapping[UUID, UUID]) -> None:
    """What some wear follows them to who they are now: held customers → that one. One statement."""
    if roots:
        pairs = dump([{"was": was, "now": now} for was, now in roots.items()])
        with connection.cursor() as cursor:
            cursor.execute(_CARRY, [pairs, require_workspace()])


def _change(statement: str, pairs: Collection[Pair], by: UUID | None) -> list[Pair]:
    if not pairs:
        return []
    rows = dump([{"customer": customer, "label": label} for customer, label in sorted(pairs)])
    with connection.cursor() as cursor:
        cursor.execute(statement, {"workspace": require_workspace(), "pairs": rows, "by": by, "at": clock.now()})
        return [(customer, label) for customer, label in cursor.fetchall()]


def _publish(new: Sequence[Pair], gone: Sequence[Pair]) -> None:
    told = [(customer, label, on) for pairs, on in ((new, True), (gone, False)) for customer, label in pairs]
    if not told:
        return
    customers, labels, ways = (list(column) for column in zip(*told, strict=True))
    events.publish(LabelsChanged(customers, labels, ways))
    events.publish(CustomersChanged(sorted(set(customers))))
