"""What customers have with us, as the moments of it left it: orders, subscriptions, installed products."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.db import connection, models

from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask
from nitka.kit.db.models import WorkspaceModel
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.text import dump
from nitka.moments.kinds import KINDS, Facts, Happened


class Holding(WorkspaceModel):
    """One order, subscription or product. It keeps the identity it came by (rule 5); the customer is looked up."""

    identity_id = models.UUIDField()
    sort = models.CharField(max_length=16)
    key = models.CharField(max_length=100)
    name = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=16, blank=True, default="")
    total = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    refunded = models.DecimalField(max_digits=18, decimal_places=4, default=0)
    currency = models.CharField(max_length=3, blank=True, default="")
    until = models.DateField(null=True)
    began_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        app_label = "moments"
        db_table = "moments_holding"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "identity_id", "sort", "key"], name="moments_holding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.key}"


@dataclass(slots=True)
class _Step:
    identity_id: UUID
    sort: str
    key: str
    at: datetime
    began_at: datetime
    name: str = ""
    state: str = ""
    total: str | None = None
    refunded: Decimal = Decimal(0)
    currency: str = ""
    until: str | None = None


_WRITE = """
insert into moments_holding as h (id, workspace_id, identity_id, sort, key, name, state, total, refunded, currency, until, began_at, at)
select uuidv7(), %s, g.* from json_to_recordset(%s) as g (identity_id uuid, sort varchar, key varchar, name varchar, state varchar,
  total numeric, refunded numeric, currency varchar, until date, began_at timestamptz, at timestamptz)
order by g.identity_id, g.sort, g.key
on conflict (workspace_id, identity_id, sort, key) do update set
  name = case when excluded.name <> '' and (excluded.at >= h.at or h.name = '') then excluded.name else h.name end,
  state = case when excluded.state <> '' and (excluded.at >= h.at or h.state = '') then excluded.state else h.state end,
  total = case when excluded.at >= h.at then coalesce(excluded.total, h.total) else coalesce(h.total, excluded.total) end,
  currency = case when h.currency = '' or (excluded.total is not null and excluded.at >= h.at) then excluded.currency else h.currency end,
  until = case when excluded.at >= h.at then coalesce(excluded.until, h.until) else coalesce(h.until, excluded.until) end,
  refunded = h.refunded + excluded.refunded,
  began_at = least(h.began_at, excluded.began_at), at = greatest(h.at, excluded.at)
"""  # noqa: E501
_FORGET = """delete from moments_holding h
    using json_to_recordset(%(rows)s) as g (identity_id uuid, sort varchar, key varchar)
    where h.workspace_id = %(workspace)s and h.identity_id = g.identity_id and h.sort = g.sort and h.key = g.key"""
_OF_CUSTOMER = """select {columns} from moments_holding h
    join customers_identity i on i.workspace_id = h.workspace_id and i.id = h.identity_id
    where i.workspace_id = %(workspace)s and i.customer_id = %(customer)s
    order by h.at desc, h.id desc limit %(most)s"""
MOST = 500


def write(moments: Sequence[Happened]) -> set[UUID]:
    """Bring holdings up to these moments, each told once; answers the identities whose orders changed."""
    steps: dict[tuple[UUID, str, str], _Step] = {}
    for moment in sorted(moments, key=lambda one: one.at):
        step = _step(moment)
        if step is not None:
            key = (step.identity_id, step.sort, step.key)
            steps[key] = _then(steps[key], step) if key in steps else step
    if steps:
        rows = [{name: _plain(getattr(step, name)) for name in _Step.__slots__} for step in steps.values()]
        with prepared() as cursor:
            cursor.execute(_WRITE, [require_workspace(), dump(rows)])
    return {step.identity_id for step in steps.values() if step.sort == "order"}


def thing_of(moment: Happened) -> tuple[UUID, str, str] | None:
    """The identity, sort and key of the thing that a moment is a step of."""
    step = _step(moment)
    return (step.identity_id, step.sort, step.key) if step else None


def forget(moments: Iterable[Happened]) -> set[tuple[UUID, str, str]]:
    """Things that these moments were steps of go; which they were, to be written anew from what else is told."""
    things = {thing for moment in moments if (thing := thing_of(moment))}
    rows = [{"identity_id": key, "sort": sort, "key": name} for key, sort, name in things]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_FORGET, {"workspace": require_workspace(), "rows": dump(rows)})
    return things


def of(identity_ids: Iterable[UUID]) -> list[Holding]:
    """What some identities have, the latest first; a thing of two identities is one, as its last step left it."""
    rows = Holding.objects.filter(identity_id__in=list(identity_ids)).order_by("-at", "-id")
    return _things(rows[:MOST])


def ask_of(customer_id: UUID) -> Soon[list[Holding]]:
    """Ask for the same of all identities of a customer."""
    values = {"workspace": require_workspace(), "customer": customer_id, "most": MOST}
    statement = _OF_CUSTOMER.format(columns=reading.columns(Holding, "h"))
    return ask(statement, values, lambda rows: _things(reading.made(Holding, row) for row in rows))


def _things(rows: Iterable[Holding]) -> list[Holding]:
    found: dict[tuple[str, str], Holding] = {}
    for row in rows:
        held = found.setdefault((row.sort, row.key), row)
        if held is not row:
            held.began_at = min(held.began_at, row.began_at)
            held.refunded += row.refunded
            if held.total is None:
                held.total, held.currency = row.total, row.currency
            held.name = held.name or row.name
    return list(found.values())


def things(kinds: Iterable[str]) -> bool:
    """Whether any of these kinds is a step of something."""
    return any(kind in KINDS and KINDS[kind].thing for kind in kinds)


def _step(moment: Happened) -> _Step | None:
    kind = KINDS.get(moment.kind)
    identity = getattr(moment, "identity_id", None)
    if kind is None or not kind.thing or identity is None:
        return None
    facts = Facts(moment.data)
    key = facts.text(kind.key)[:100] or (str(getattr(moment, "pk", "")) if not kind.needs else "")
    if not key:
        return None
    step = _Step(identity, kind.thing, key, moment.at, moment.at, state=kind.state, until=_day(facts, moment.data))
    step.name = (", ".join(facts.items()[:3]) if kind.thing == "order" else facts.text("name"))[:500]
    if moment.kind == "refund":
        given = facts.sum("amount")
        step.refunded, step.currency = given or (Decimal(0), "")
        return step
    total = facts.sum("total") or facts.sum("price")
    if total:
        step.total, step.currency = str(total[0]), total[1]
    return step


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


def _then(held: _Step, step: _Step) -> _Step:
    """One thing's later step on top of its earlier ones."""
    held.at = step.at
    for name in ("name", "state", "total", "currency", "until"):
        if getattr(step, name):
            setattr(held, name, getattr(step, name))
    held.refunded += step.refunded
    return held


def _day(facts: Facts, data: object) -> str | None:
    return str(data["until"])[:10] if isinstance(data, dict) and facts.day("until") else None
