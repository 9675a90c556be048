"""Members of a segment brought up to what its definition says, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.text import dump
from nitka.segments.definition import read
from nitka.segments.judging.compile import JUDGED, compiled, with_
from nitka.segments.judging.query import Query, whole
from nitka.segments.judging.recalling import recall
from nitka.segments.models import Segment

_INSIDE = (
    "(select customer_id from segments_membership"
    " where workspace_id = %(workspace)s and segment_id = %(segment)s)"
)
# All who are judged or are members. `x.id`: who; `w`: their row; `s`: a member.
_FROM = f"""(select coalesce(w.id, s.customer_id) as id from {JUDGED} w full join {_INSIDE} s on s.customer_id = w.id) x
  left join {_INSIDE} s on s.customer_id = x.id
  left join (select customer_id, due_at from segments_due
    where workspace_id = %(workspace)s and segment_id = %(segment)s) o on o.customer_id = x.id
  left join {JUDGED} w on w.id = x.id"""
# The clock of time: a due time is written where none is or a later one; an earlier one looks again and finds this one.
_APPLY = """
gone as (
  delete from segments_membership m where m.workspace_id = %(workspace)s and m.segment_id = %(segment)s
    and m.customer_id = any(array(select id from judged where present and not ok)) returning m.customer_id),
came as (
  insert into segments_membership (id, workspace_id, segment_id, customer_id, since)
  select uuidv7(), %(workspace)s, %(segment)s, id, %(now)s from judged where ok and not present returning customer_id),
passed as (
  insert into segments_passage (id, workspace_id, segment_id, customer_id, entered, why, at)
  select uuidv7(), %(workspace)s, %(segment)s, p.customer_id, p.entered, %(why)s, %(now)s
  from (select customer_id, true as entered from came union all select customer_id, false from gone) p),
later as (
  insert into segments_due as d (id, workspace_id, segment_id, customer_id, due_at)
  select uuidv7(), %(workspace)s, %(segment)s, id, due from judged
  where due is not null and (known is null or known > due)
  on conflict (workspace_id, segment_id, customer_id) do update set due_at = least(d.due_at, excluded.due_at))
select array(select customer_id from came), array(select customer_id from gone)
"""
_COUNT = """
with changed as (
  select * from json_to_recordset(%(changes)s) as g (id uuid, entered int, went int)),
sized as (
  update segments_segment s set size = greatest(0, s.size + g.entered - g.went) from changed g
  where s.workspace_id = %(workspace)s and s.id = g.id returning s.id, s.size, g.entered, g.went)
insert into segments_day as d (id, workspace_id, segment_id, day, size, entered, "left")
select uuidv7(), %(workspace)s, id, %(day)s, size, entered, went from sized
on conflict (workspace_id, segment_id, day) do update set size = excluded.size,
  entered = d.entered + excluded.entered, "left" = d."left" + excluded."left"
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """Who came and who went."""

    entered: list[UUID]
    left: list[UUID]


def apply(segment: Segment, why: str) -> Applied:
    """Judge everybody, and write down who entered and who left.

    The segment's row is locked by the caller: what is read is newer than what others wrote of it.
    """
    tree = read(segment.definition)
    recall(tree)
    query = Query(require_workspace(), clock.now(), timed=True)
    made = compiled(tree, query)
    judged = (
        f"judged as materialized (select x.id, w.id is not null and {made.holds} as ok,"
        f" case when w.id is not null then {made.due} end as due, s.customer_id is not null as present,"
        f" o.due_at as known from {_FROM}{made.joins})"
    )
    values = query.values | {"workspace": query.workspace, "segment": segment.pk, "now": query.now, "why": why}
    with connection.cursor() as cursor, whole(cursor):
        cursor.execute(with_(made, judged, _APPLY.strip()), values)
        return Applied(*cursor.fetchone())


def count(found: Iterable[tuple[Segment, Applied]]) -> None:
    """Write how many are in each segment now, and what the day was like. One statement."""
    changes: dict[UUID, dict[str, Any]] = {}
    for segment, applied in found:
        one = changes.setdefault(segment.pk, {"id": segment.pk, "entered": 0, "went": 0})
        one["entered"] += len(applied.entered)
        one["went"] += len(applied.left)
    if changes:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"workspace": require_workspace(), "day": clock.now().date(),
                                    "changes": dump(list(changes.values()))})  # fmt: skip

