"""How customers stand, projected into their rows from what happened; `moments` tells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.customers.actions.holding import hold_of
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.text import dump

CLOSE = timedelta(seconds=30)  # that much later is not later, as far as lists show it
_CLOSE = f"interval '{CLOSE.seconds} seconds'"

_HEARD = f"""
with said as (
  select i.customer_id as id, max(g.at) as at, (array_agg(g.kind order by g.at desc))[1] as kind,
    bool_and(g.light) as light,
    max(g.at) filter (where g.mood > 0) as rated_at,
    (array_agg(g.mood order by g.at desc) filter (where g.mood > 0))[1] as mood
  from json_to_recordset(%s) as g (identity_id uuid, at timestamptz, kind varchar, mood smallint, light boolean)
  join customers_identity i on i.workspace_id = %s and i.id = g.identity_id
  group by i.customer_id),
-- Who writes holds a conversation and then comes here, who receives goes the other way round: waiting would lock both
-- out. Whoever has the row just now tells of the same moment anew; a mood is told once, so a rating waits.
-- Only rows that change are held, as to hold one is to write it. '': only made so far.
free as (
  select c.id from customers_customer c join said using (id)
  where c.workspace_id = %s and said.rated_at is null
    and (c.last_kind = '' or c.last_at < said.at - {_CLOSE}
      or (not said.light and c.last_at <= said.at and c.last_kind <> said.kind))
  for no key update of c skip locked),
told as (select * from said where rated_at is not null or id in (select id from free))
update customers_customer c set
  -- Within CLOSE it stays: a column of no index makes the row's write a third as dear
  last_at = case when c.last_kind = '' or said.at > c.last_at + {_CLOSE} or said.rated_at is not null
    then greatest(said.at, case when c.last_kind <> '' then c.last_at end) else c.last_at end,
  last_kind = case when said.at >= c.last_at or c.last_kind = '' then said.kind else c.last_kind end,
  mood = case when said.rated_at >= coalesce(c.rated_at, said.rated_at) then said.mood else c.mood end,
  rated_at = greatest(c.rated_at, said.rated_at)
from told said where c.workspace_id = %s and c.id = said.id
"""  # noqa: S608 (constants)

_SILENT = """
update customers_customer c set last_at = c.created_at, last_kind = '', mood = 0, rated_at = null
where c.workspace_id = %(workspace)s and c.id = any(%(keys)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something happened by an identity; `mood` is the face of a rating. `light`: one of the thousands, a page looked
    at, which right after another thing changes nothing, not even what happened last."""

    identity_id: UUID
    at: datetime
    kind: str
    mood: int = 0
    light: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What a customer's row says anew."""

    id: UUID
    orders: int
    spent: Decimal
    currency: str
    last_at: datetime | None = None  # None: it and the next three stay
    last_kind: str = ""
    mood: int = 0
    rated_at: datetime | None = None


def hear(heard: Sequence[Heard]) -> None:
    """The last moment and mood of whom a batch concerns, in one statement. Who rated is held first: see `hold_of`."""
    if rated := {one.identity_id for one in heard if one.mood}:
        hold_of(rated)
    if heard:
        workspace = require_workspace()
        with prepared() as cursor:
            cursor.execute(_HEARD, [dump([_plain(one) for one in heard]), workspace, workspace, workspace])


def stand(rows: Sequence[Standing]) -> None:
    """Write what was computed anew."""
    if not rows:
        return
    with prepared() as cursor:
        cursor.execute(
            "update customers_customer c set orders = g.orders, spent = g.spent, currency = g.currency,"
            " last_at = coalesce(g.last_at, c.last_at),"
            " last_kind = case when g.last_at is null then c.last_kind else g.last_kind end,"
            " mood = case when g.last_at is null then c.mood else g.mood end,"
            " rated_at = case when g.last_at is null then c.rated_at else g.rated_at end"
            " from json_to_recordset(%s) as g (id uuid, orders int, spent numeric, currency varchar,"
            " last_at timestamptz, last_kind varchar, mood smallint, rated_at timestamptz)"
            " where c.workspace_id = %s and c.id = g.id",
            [dump([{**_plain(row), "spent": str(row.spent)} for row in rows]), require_workspace()],
        )


def fall_silent(customer_ids: Collection[UUID]) -> None:
    """Of whom no moment is left, they stand as those who were only made so far."""
    if customer_ids:
        with connection.cursor() as cursor:
            cursor.execute(_SILENT, {"workspace": require_workspace(), "keys": array(customer_ids)})


def _plain(one: Heard | Standing) -> dict[str, Any]:
    """Its fields; `asdict` would copy each value, which costs more than all the rest of a moment."""
    return {name: getattr(one, name) for name in one.__slots__}
