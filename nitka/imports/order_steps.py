"""What an order of a file comes to in moments: all of it when it is new, what has changed when it is known. Pure."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from nitka.imports.order_rows import OrderRow
from nitka.imports.order_states import KIND
from nitka.kit.ids import uuid7
from nitka.kit.text import dump
from nitka.moments.models import Holding, Moment

_RANK = {"": 0, "placed": 0, "paid": 1, "bought": 3, "shipped": 2, "delivered": 3, "refunded": 4, "returned": 4,
         "cancelled": 4}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One moment to be."""

    kind: str
    at: datetime
    data: dict[str, Any]

    def moment(self, identity: UUID, told_by: UUID, n: int) -> Moment:
        """Its id holds when it happened, the steps of one order in their order: a story is told by ids."""
        key = uuid7(self.at + timedelta(milliseconds=n))
        return Moment(id=key, identity_id=identity, kind=self.kind, at=self.at, channel_id=told_by, data=self.data)


def first(row: OrderRow) -> list[Step]:
    """An order that is told of for the first time: placed, and how it stands; or bought at a counter."""
    assert row.at is not None
    facts = {name: value for name, value in (("total", row.total), ("items", row.items)) if value}
    if row.place and row.state in ("", "paid", "delivered"):
        return [Step("purchase", row.at, {"receipt": row.order, "place": row.place, **facts}),
                *_refund(row, row.at, Decimal(0))]  # fmt: skip
    steps = [Step("order.placed", row.at, {"order": row.order, **facts})]
    return steps + _state(row, row.state_at or row.at) + _refund(row, row.state_at or row.at, Decimal(0))


def since(
    row: OrderRow, said: Mapping[str, Any], at: datetime, items: Sequence[Any] | None
) -> tuple[list[Step], list[dict[str, Any]]]:
    """What is new of an order that is known, and the same for a person: what it was, what it is.

    `items`: what earlier rows of the same file said stands in it, these are more of it; None: these are all.
    """
    steps: list[Step] = []
    lines: list[dict[str, Any]] = []
    facts = _facts(row, said, items)
    if facts:
        steps.append(Step("order.updated", at, {"order": row.order, **facts}))
        if "total" in facts:
            lines.append({"key": "total", "was": said.get("total"), "now": facts["total"]})
        if "items" in facts:
            lines.append({"key": "items", "now": [one["name"] for one in facts["items"][:5]]})
    if _RANK[row.state] > _RANK.get(str(said.get("state", "")), 0):
        steps += _state(row, row.state_at or at)
        lines.append({"key": "state", "was": said.get("state", ""), "now": row.state})
    refunds = _refund(row, row.state_at or at, Decimal(str(said.get("refund", 0))))
    lines += [{"key": "refund", "now": one.data["amount"]} for one in refunds]
    return steps + refunds, lines


def after(said: Mapping[str, Any], row: OrderRow, steps: Sequence[Step]) -> dict[str, Any]:
    """What a source has said of an order, after these steps of it."""
    now = dict(said)
    for step in steps:
        if "total" in step.data:
            now["total"] = step.data["total"]
        if "items" in step.data:
            now["items"] = _sign(step.data["items"])
        if step.kind == "refund":
            now["refund"] = str(Decimal(str(now.get("refund", 0))) + Decimal(step.data["amount"]["amount"]))
    state = "bought" if any(step.kind == "purchase" for step in steps) else row.state
    if _RANK[state] >= _RANK.get(str(now.get("state", "")), 0):
        now["state"] = state or "placed"
    return now


def said_of(held: Holding) -> dict[str, Any]:
    """The same of an order that others told of; what stands in it is not known by its sign."""
    total = {"amount": f"{held.total:f}", "currency": held.currency} if held.total is not None else None
    return {"state": held.state or "placed", "total": total, "refund": f"{held.refunded:f}", "others": True}


def _facts(row: OrderRow, said: Mapping[str, Any], items: Sequence[Any] | None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    more = [one for one in row.items if one not in items] if items is not None else row.items
    if more and items is not None:
        facts["items"] = [*items, *more][:50]
    elif more and not said.get("others") and _sign(more) != said.get("items"):
        facts["items"] = more
    total = row.total
    if total and row.summed and items is not None:  # sums of further rows of the same order
        total = _plus(said.get("total"), total) if more else None
    if total and not _same(total, said.get("total")):
        facts["total"] = total
    return facts


def _plus(held: Any, more: dict[str, str]) -> dict[str, str] | None:
    if not held:
        return more
    if held["currency"] != more["currency"]:
        return None
    given = Decimal(more["amount"])
    return more | {"amount": str((Decimal(held["amount"]) + given).quantize(given))}


def _same(one: Mapping[str, str], other: Any) -> bool:
    return bool(other) and one["currency"] == other["currency"] and Decimal(one["amount"]) == Decimal(other["amount"])


def _state(row: OrderRow, at: datetime) -> list[Step]:
    kind = KIND.get(row.state)
    if row.state == "refunded" and not (row.refund or row.total):
        kind = "order.returned"
    if kind is None:
        return []
    sums = {"total": row.total} if kind == "order.paid" and row.total else {}
    return [Step(kind, at, {"order": row.order, **sums})]


def _refund(row: OrderRow, at: datetime, had: Decimal) -> list[Step]:
    """What was given back beyond what is known already."""
    given = row.refund or (row.total if row.state == "refunded" else None)
    rest = Decimal(given["amount"]) - had if given else Decimal(0)
    if not given or rest <= 0:
        return []
    amount = given | {"amount": str(rest.quantize(Decimal(given["amount"])))}
    return [Step("refund", at, {"order": row.order, "amount": amount})]


def _sign(items: Sequence[Any]) -> int:
    return zlib.crc32(dump(list(items)).encode())
