"""A chunk of orders into moments: whose they are, what is told of them for the first time, what has changed since."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.customers.models import Identity
from nitka.imports import order_steps, people
from nitka.imports.models import Import, KnownOrder, Outcome, Trace
from nitka.imports.order_columns import PEOPLE
from nitka.imports.order_rows import OrderRow
from nitka.imports.order_steps import Step
from nitka.imports.people import Said
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import asked, insert, insert_new, update
from nitka.kit.ids import uuids7
from nitka.moments.actions import append
from nitka.moments.models import Holding, Moment


@dataclass(slots=True)
class Became:
    """What became of one order."""

    row: OrderRow
    outcome: str
    customer_id: UUID | None = None
    said: Said | None = None  # of its customer
    reason: str = ""  # of a failed one
    place: int | None = None
    by: str = ""
    moments: list[UUID] = field(default_factory=list)
    before: dict[str, Any] | None = None
    lines: list[dict[str, Any]] = field(default_factory=list)  # what changes, for a person
    kept: list[str] = field(default_factory=list)
    named: str = ""


@dataclass(slots=True)
class Books:
    """Orders by their numbers, as rows are read one after another."""

    known: dict[str, KnownOrder]
    held: dict[tuple[UUID, str], Holding]  # told by others: customer and number → as it stands
    whose: dict[UUID, UUID]  # identity → customer
    items: dict[UUID, list[Any]]  # moment → what stands in it
    fresh: dict[UUID, KnownOrder] = field(default_factory=dict)
    changed: dict[UUID, KnownOrder] = field(default_factory=dict)


def load(of: Import, rows: Sequence[OrderRow], at: datetime) -> list[Became]:
    """Write orders, one import at a time. A fixed number of statements, whatever the size of the chunk."""
    asked("select pg_advisory_xact_lock(hashtextextended(%s, 0))::text", [f"orders:{require_workspace()}"])
    numbers = {row.order for row in rows}
    known = {one.external: one for one in KnownOrder.objects.filter(source=of.source, external__in=numbers)}
    became = [_begun(row, known, rows) for row in rows]
    going = [one for one in became if one.outcome != Outcome.FAILED]
    said = {one.row.number: one for one in people.load(of, [one.row.who for one in going if one.row.who], at)}
    for one in going:
        one.said = said.get(one.row.number)
    books = _books(of, known, going)
    moments: list[Moment] = []
    for one in going:
        moments += _told(of, one, books, at)
    append(moments)
    insert(books.fresh.values())
    update(KnownOrder, books.changed.values(), ["said", "moment_id", "by_id"])
    return became


def traces(of: Import, became: Iterable[Became]) -> None:
    """Keep what is needed to take orders back; every row of one that lacks a cell is given back to be corrected."""
    kept: list[dict[str, Any]] = []
    for one in became:
        for n, number in enumerate(one.row.rows):
            if (n == 0 and _worth(one)) or one.row.left:
                kept.append(_trace(of, one, number, whole=n == 0))
    for row, key in zip(kept, uuids7(len(kept)), strict=True):
        row["id"] = key
    insert_new(Trace, kept)


def _worth(one: Became) -> bool:
    return one.outcome != Outcome.SAME or bool(one.said and (one.said.outcome != Outcome.SAME))


def _trace(of: Import, one: Became, number: int, *, whole: bool) -> dict[str, Any]:
    said = one.said if whole else None
    return {
        "workspace_id": require_workspace(), "of_id": of.pk, "number": number,
        "outcome": one.outcome if whole else Outcome.SAME, "reason": "", "place": None, "left": one.row.left or None,
        "customer_id": one.customer_id, "company_id": None, "parent": None,
        "identities": said.identities if said else [], "before": one.before if whole else None,
        "merges": said.merges if said else [], "moments": one.moments if whole else [],
    }  # fmt: skip


def _begun(row: OrderRow, known: Mapping[str, KnownOrder], rows: Sequence[OrderRow]) -> Became:
    """One that nobody knows needs a customer and a date; rows further up may have told of it."""
    if row.order in known or any(one.order == row.order and one.who and one.at for one in rows if one is not row):
        return Became(row, Outcome.SAME)
    if row.who is None and row.nobody:
        return Became(row, Outcome.FAILED, reason=row.nobody.reason, place=row.nobody.place)
    if row.at is None:
        place, reason = next(((place, why) for place, why in row.left if why in ("date", "when")), (None, "no_date"))
        return Became(row, Outcome.FAILED, reason=reason, place=place)
    return Became(row, Outcome.SAME)


def _books(of: Import, known: dict[str, KnownOrder], going: Sequence[Became]) -> Books:
    strangers = [one for one in going if one.row.order not in known]
    customers = {one.said.customer_id for one in strangers if one.said}
    ids = dict(Identity.objects.filter(customer_id__in=customers).values_list("pk", "customer_id"))
    told = Holding.objects.filter(sort="order", key__in={one.row.order for one in strangers}, identity_id__in=ids)
    held = {(ids[one.identity_id], one.key): one for one in told.order_by("at", "id")}
    mine = Identity.objects.filter(pk__in={one.identity_id for one in known.values()})
    again = [one.moment_id for one in known.values() if one.by_id == of.pk and one.moment_id]
    items = Moment.objects.filter(pk__in=again).values_list("pk", "data") if again else ()
    return Books(known, held, dict(mine.values_list("pk", "customer_id")),
                 {key: data.get("items", []) for key, data in items})  # fmt: skip


def _told(of: Import, one: Became, books: Books, at: datetime) -> list[Moment]:
    """The moments that an order brings, and what is known of it from now on."""
    number = one.row.order
    if number not in books.known and one.said:
        _meet(of, one, one.said, books)
    known = books.known.get(number)
    if known is None:  # its customer was to be told by another row, which could not be loaded
        one.outcome, one.reason = Outcome.FAILED, "nobody"
        return []
    if one.said and books.whose.get(known.identity_id) != one.said.customer_id:
        one.row.left.append((next(n for n, target in enumerate(of.mapping) if target in PEOPLE), "whose"))
    one.customer_id = books.whose.get(known.identity_id)
    one.by = "order" if known.told else one.said.by if one.said else ""
    steps = _steps(of, one, known, books, at)
    if not steps:
        return []
    one.before = {"order": {"known": str(known.pk), "said": known.said, "moment": str(known.moment_id or ""),
                            "by": str(known.by_id or "")}}  # fmt: skip
    one.outcome = Outcome.CHANGED if known.told else Outcome.NEW
    moments = [step.moment(known.identity_id, of.pk, n) for n, step in enumerate(steps)]
    one.moments = [moment.pk for moment in moments]
    _keep(of, one, known, books, steps, moments)
    return moments


def _meet(of: Import, one: Became, said: Said, books: Books) -> None:
    """An order that this source has not told of; another source may have."""
    held = books.held.get((said.customer_id, one.row.order))
    identity = held.identity_id if held else said.identity_id
    assert identity is not None
    fresh = KnownOrder(source=of.source, external=one.row.order, identity_id=identity, of_id=of.pk,
                       said=order_steps.said_of(held) if held else {})  # fmt: skip
    books.known[one.row.order] = fresh
    books.whose[identity] = said.customer_id
    books.fresh[fresh.pk] = fresh


def _steps(of: Import, one: Became, known: KnownOrder, books: Books, at: datetime) -> list[Step]:
    if not known.told:
        return order_steps.first(one.row) if one.row.at else []
    again = known.by_id == of.pk and known.moment_id is not None
    items = books.items.get(known.moment_id, []) if again and known.moment_id else None
    steps, one.lines = order_steps.since(one.row, known.said, at, items)
    return steps


def _keep(
    of: Import, one: Became, known: KnownOrder, books: Books, steps: Sequence[Step], moments: Sequence[Moment]
) -> None:
    """What the source said last."""
    known.said = order_steps.after(known.said, one.row, steps)
    known.by_id = of.pk
    for moment in moments:
        if "items" in moment.data or moment.kind in ("order.placed", "purchase"):
            known.moment_id = moment.pk
            books.items[moment.pk] = moment.data.get("items", [])
    if known.pk not in books.fresh:
        books.changed[known.pk] = known


def whose(of: Import, keys: Collection[UUID]) -> set[UUID]:
    """Of orders those that no other file has gone on with."""
    return set(KnownOrder.objects.filter(pk__in=keys, by_id=of.pk).values_list("pk", flat=True))
