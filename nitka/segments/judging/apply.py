"""Members of a segment brought up to what its definition says, in one statement."""

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.segments.definition import read
from nitka.segments.judging.compile import compiled, with_
from nitka.segments.judging.query import Query, whole
from nitka.segments.models import Segment

# The clock of time: a due time is written where none is or a later one; an earlier one looks again and finds this one.
_APPLY = """
gone as (
  delete from segments_membership m where m.workspace_id = %(workspace)s and m.segment_id = %(segment)s{members}
    and not exists (select from judged j where j.id = m.customer_id and j.ok) returning m.customer_id),
came as (
  insert into segments_membership (id, workspace_id, segment_id, customer_id, since)
  select uuidv7(), %(workspace)s, %(segment)s, j.id, %(now)s from judged j where j.ok
    and not exists (select from segments_membership m
      where m.workspace_id = %(workspace)s and m.segment_id = %(segment)s and m.customer_id = j.id)
  returning customer_id),
passed as (
  insert into segments_passage (id, workspace_id, segment_id, customer_id, entered, why, at)
  select uuidv7(), %(workspace)s, %(segment)s, p.customer_id, p.entered, %(why)s, %(now)s
  from (select customer_id, true as entered from came union all select customer_id, false from gone) p),
later as (
  insert into segments_due as d (id, workspace_id, segment_id, customer_id, due_at)
  select uuidv7(), %(workspace)s, %(segment)s, j.id, j.due from judged j
  left join segments_due o on o.workspace_id = %(workspace)s and o.segment_id = %(segment)s and o.customer_id = j.id
  where j.due is not null and (o.due_at is null or o.due_at > j.due)
  on conflict (workspace_id, segment_id, customer_id) do update set due_at = least(d.due_at, excluded.due_at))
select array(select customer_id from came), array(select customer_id from gone)
"""
_DAY = """
insert into segments_day as d (id, workspace_id, segment_id, day, size, entered, "left")
values (uuidv7(), %(workspace)s, %(segment)s, %(day)s, %(size)s, %(entered)s, %(left)s)
on conflict (workspace_id, segment_id, day) do update set size = excluded.size,
  entered = d.entered + excluded.entered, "left" = d."left" + excluded."left"
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """Who came and who went."""

    entered: list[UUID]
    left: list[UUID]


def apply(segment: Segment, why: str, only: Collection[UUID] | None = None) -> Applied:
    """Judge some customers, or all (`only` is None), and write down who entered and who left.

    The segment's row is locked by the caller: what is read is newer than what others wrote of it.
    """
    query = Query(require_workspace(), clock.now(), narrow=only is not None, timed=True)
    made = compiled(read(segment.definition), query)
    judged = (
        f"judged as materialized (select w.id, {made.holds} as ok, {made.due} as due"
        f" from customers_customer w{made.joins}"
        " where w.workspace_id = %(workspace)s and w.merged_into_id is null and w.erased_at is null"
        " and w.restricted_at is null"
        f"{query.only('w.id')})"
    )
    values = query.values | {
        "workspace": query.workspace, "segment": segment.pk, "now": query.now, "why": why,
        "only": array(only) if only is not None else None,
    }  # fmt: skip
    with connection.cursor() as cursor, whole(cursor) if only is None else nullcontext():
        cursor.execute(with_(made, judged, _APPLY.format(members=query.only("m.customer_id")).strip()), values)
        entered, left = cursor.fetchone() or ([], [])
    found = Applied(entered, left)
    if entered or left:
        _count(segment, found)
    return found


def _count(segment: Segment, found: Applied) -> None:
    segment.size = max(0, segment.size + len(found.entered) - len(found.left))
    segment.save(update_fields=["size"])
    day(segment, len(found.entered), len(found.left))


def day(segment: Segment, entered: int = 0, left: int = 0) -> None:
    """The day's row: how many are in it now, how many came and went."""
    values: dict[str, Any] = {"workspace": segment.workspace_id, "segment": segment.pk, "day": clock.now().date(),
              "size": segment.size, "entered": entered, "left": left}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_DAY, values)
