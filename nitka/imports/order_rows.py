"""The rows of one order: whose it is and what it was, or why it cannot be loaded. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from itertools import groupby
from typing import Any

from nitka.imports import order_columns as columns
from nitka.imports import values
from nitka.imports.order_states import state_of
from nitka.imports.preparing import Plan, Row, Wrong, plain, prepare
from nitka.imports.targets import CURRENCY, IDENTITIES
from nitka.kit.text import scrub

LONGEST = 100  # signs of a number
SHOWN = 50  # kinds of goods that are kept by name
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)

Line = tuple[int, list[str]]  # the number of a row and its cells
Money = dict[str, str]


@dataclass(slots=True)
class OrderRow:
    """What the rows of an order say."""

    number: int  # of the first row
    rows: list[int]
    order: str
    who: Row | None = None  # None: nobody is named, which does where the order is known
    nobody: Wrong | None = None  # why
    at: datetime | None = None
    state: str = ""
    state_at: datetime | None = None
    total: Money | None = None
    summed: bool = False  # the total is that of the rows
    refund: Money | None = None
    place: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)  # cells that cannot be read: column, why


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """What each column is, taken apart once for all rows."""

    mapping: Sequence[str]
    people: Plan
    zone: tzinfo
    currency: str  # of sums that bear none
    latest: datetime  # nothing was bought later
    places: Mapping[str, int]  # target → column


def plan(mapping: Sequence[str], people: Plan, zone: tzinfo, currency: str, latest: datetime) -> OrderPlan:
    """The plan of a mapping; what says whose an order is goes the way of customers."""
    who = [target if target in columns.PEOPLE else "" for target in mapping]
    places = {target: place for place, target in enumerate(mapping) if target and target not in IDENTITIES}
    return OrderPlan(mapping, replace(people, mapping=who, strict=False), zone, currency, latest, places)


def number_of(cells: Any, place: int) -> str:
    """The order that a row belongs to; "" for one that cannot be read or names none."""
    return plain(scrub(cells[place]).strip()) if isinstance(cells, list) and place < len(cells) else ""


def grouped(rows: Iterable[tuple[int, Any]], place: int) -> Iterator[list[tuple[int, Any]]]:
    """Rows that follow each other and name one order, together; one that names none, alone."""
    for number, found in groupby(rows, key=lambda row: number_of(row[1], place)):
        group = list(found)
        yield from [group] if number else ([row] for row in group)


def read(group: Sequence[tuple[int, Any]], of: OrderPlan) -> OrderRow:
    """What the rows of an order say. Raises Wrong."""
    first, cells = group[0]
    if not isinstance(cells, list):
        raise Wrong(str(cells.get("bad", "quote")) if isinstance(cells, dict) else "quote")
    place = of.places[columns.ORDER]
    order = number_of(cells, place)
    if not order or len(order) > LONGEST:
        raise Wrong("external" if order else "no_order", place)
    row = OrderRow(first, [number for number, _cells in group], order)
    merged = [next((one for _number, cells in group if (one := _cell(cells, n))), "") for n in range(len(of.mapping))]
    _whose(row, merged, of)
    _reading(row, merged, group, of)
    row.left = list(dict.fromkeys(row.left))  # a cell of each of its rows may be wrong in one way: told once
    if row.left and of.people.strict:
        raise Wrong(row.left[0][1], row.left[0][0])
    return row


def _whose(row: OrderRow, cells: list[str], of: OrderPlan) -> None:
    try:
        row.who = prepare(row.number, cells, of.people)
    except Wrong as problem:
        row.nobody = problem
    else:
        row.left += row.who.left
        row.who.left = []


def _reading(row: OrderRow, cells: list[str], group: Sequence[tuple[int, Any]], of: OrderPlan) -> None:
    currency = _text(cells, of, CURRENCY) or of.currency
    row.at = _when(row, cells, of, columns.AT)
    row.state_at = _when(row, cells, of, columns.STATE_AT)
    row.total = _sum(row, _text(cells, of, columns.TOTAL), columns.TOTAL, of, currency)
    row.refund = _sum(row, _text(cells, of, columns.REFUND), columns.REFUND, of, currency)
    row.place = _text(cells, of, columns.PLACE)[:500]
    said = next((text for _n, line in reversed(group) if (text := _text(line, of, columns.STATE))), "")
    row.state = state_of(said)
    if said and not row.state:
        row.left.append((of.places[columns.STATE], "state"))
    sums = [_line(row, line, of, currency) for _number, line in group]
    if row.total is None and columns.TOTAL not in of.places:
        row.total, row.summed = _added([one for one in sums if one]), True


def _line(row: OrderRow, cells: list[str], of: OrderPlan, currency: str) -> Money | None:
    """What stands in one row of it; answers the sum of that."""
    name, code = _text(cells, of, columns.ITEM), _text(cells, of, columns.PRODUCT)
    quantity = _quantity(row, _text(cells, of, columns.QUANTITY), of)
    amount = _sum(row, _text(cells, of, columns.AMOUNT), columns.AMOUNT, of, currency)
    price = _sum(row, _text(cells, of, columns.PRICE), columns.PRICE, of, currency)
    if (name or code) and len(row.items) < SHOWN:
        item: dict[str, Any] = {"name": (name or code)[:200]}
        item |= {"product": code[:100]} if code else {}
        row.items.append(item | ({"quantity": quantity} if quantity != 1 else {}))
    if amount or not price:
        return amount
    return price | {"amount": str(Decimal(price["amount"]) * Decimal(str(quantity)))}


def _added(sums: Sequence[Money]) -> Money | None:
    """Together, where they are in one currency."""
    if not sums or len({one["currency"] for one in sums}) > 1:
        return None
    whole = sum(Decimal(one["amount"]) for one in sums)
    try:
        return values.money(f"{whole:.2f}", sums[0]["currency"])
    except values.Unfit:
        return None


def _when(row: OrderRow, cells: list[str], of: OrderPlan, target: str) -> datetime | None:
    text = _text(cells, of, target)
    if not text:
        return None
    try:
        found = values.moment(text, of.zone)
    except values.Unfit:
        row.left.append((of.places[target], "date"))
        return None
    if OLDEST <= found <= of.latest:
        return found
    row.left.append((of.places[target], "when"))
    return None


def _sum(row: OrderRow, text: str, target: str, of: OrderPlan, currency: str) -> Money | None:
    if not text:
        return None
    try:
        found = values.money(text, currency)
    except values.Unfit:
        row.left.append((of.places[target], "money"))
        return None
    if found["amount"].startswith("-"):
        row.left.append((of.places[target], "minus"))
        return None
    return found


def _quantity(row: OrderRow, text: str, of: OrderPlan) -> int | float:
    if not text:
        return 1
    try:
        found = values.number(text)
    except values.Unfit:
        found = 0
    if not 0 < found < 10**6:
        row.left.append((of.places[columns.QUANTITY], "quantity"))
        return 1
    return found


def _text(cells: list[str], of: OrderPlan, target: str) -> str:
    place = of.places.get(target)
    return "" if place is None else _cell(cells, place)


def _cell(cells: list[str], place: int) -> str:
    return plain(scrub(cells[place]).strip()) if place < len(cells) else ""
