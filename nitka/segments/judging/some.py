"""Some customers judged in several segments by one statement: what the segments ask alike is read once."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.bulk import array
from nitka.segments.definition import read
from nitka.segments.definition.tree import Group
from nitka.segments.judging.apply import Applied
from nitka.segments.judging.compile import JUDGED, together
from nitka.segments.judging.query import Query
from nitka.segments.judging.recalling import recall
from nitka.segments.models import Segment

# `x.mask`: the bits of the segments in which they are judged, without those out of which, or into which, what happened
# cannot move them; `x.inside`: of those in which they are.
_WHO = """(select u.id, u.why, u.mask & ~(u.more & s.inside | u.less & ~s.inside) as mask, s.inside
  from unnest(%(only)s::uuid[], %(masks)s::int[], %(mores)s::int[], %(lesses)s::int[], %(whys)s::text[])
    u (id, mask, more, less, why)
  cross join lateral (
    select coalesce(bit_or(1 << array_position(%(segments)s::uuid[], m.segment_id) - 1), 0) as inside
    from segments_membership m where m.workspace_id = %(workspace)s and m.customer_id = u.id
      and m.segment_id = any(%(segments)s::uuid[])) s) x"""
# The clock of time: a due time is written where none is or a later one; an earlier one looks again and finds this one.
_APPLY = """
gone as (
  delete from segments_membership m using judged j where m.workspace_id = %(workspace)s
    and m.segment_id = j.segment_id and m.customer_id = j.id and j.present and not j.ok
  returning m.segment_id, m.customer_id, j.why),
came as (
  insert into segments_membership (id, workspace_id, segment_id, customer_id, since)
  select uuidv7(), %(workspace)s, segment_id, id, %(now)s from judged where ok and not present),
changed as (
  select segment_id, id as customer_id, why, true as entered from judged where ok and not present
  union all select segment_id, customer_id, why, false from gone),
passed as (
  insert into segments_passage (id, workspace_id, segment_id, customer_id, entered, why, at)
  select uuidv7(), %(workspace)s, segment_id, customer_id, entered, why, %(now)s from changed),
later as (
  insert into segments_due as d (id, workspace_id, segment_id, customer_id, due_at)
  select uuidv7(), %(workspace)s, j.segment_id, j.id, j.due from judged j
  left join lateral (select o.due_at from segments_due o where o.workspace_id = %(workspace)s
    and o.segment_id = j.segment_id and o.customer_id = j.id offset 0) o on true
  where j.due is not null and (o.due_at is null or o.due_at > j.due)
  on conflict (workspace_id, segment_id, customer_id) do update set due_at = least(d.due_at, excluded.due_at))
select segment_id, why, array_agg(customer_id) filter (where entered), array_agg(customer_id) filter (where not entered)
from changed group by 1, 2
"""


class Asked(NamedTuple):
    """Of a customer the bits of the segments to be judged in, of those where what happened can only bring them in
    (`more`), and of those where it can only take them out (`less`); why.
    """

    customer: UUID
    mask: int
    more: int
    less: int
    why: str


def apply_to(segments: Sequence[Segment], asked: Sequence[Asked]) -> dict[tuple[UUID, str], Applied]:
    """Judge some customers in up to 30 segments, the first of which has the lowest bit; who entered and who left, by
    segment and why. A customer may come twice for other reasons in other segments. The caller holds the rows of the
    segments that the masks name, and has said `few`.
    """
    trees = [read(one.definition) for one in segments]
    recall(*trees)
    query = Query(require_workspace(), clock.now(), narrow=True, masked=True, timed=True)
    statement = _statement(trees, query)
    values = {"now": query.now, "workspace": query.workspace} | _values(segments, asked)
    found = reading.rows(statement, query.values | values)
    return {(key, why): Applied(entered or [], left or []) for key, why, entered, left in found}


def _statement(trees: Sequence[Group], query: Query) -> str:
    said, joins = together(trees, query)
    each = ", ".join(f"({n}, {one.holds}, {one.due})" for n, one in enumerate(said))
    return (
        "with judged as materialized (select x.id, x.why, (%(segments)s::uuid[])[v.n + 1] as segment_id,"
        " w.id is not null and v.ok as ok, case when w.id is not null then v.due end as due,"
        f" x.inside >> v.n & 1 = 1 as present from {_WHO} left join {JUDGED} w on w.id = x.id{joins}"
        f" cross join lateral (values {each}) v (n, ok, due) where x.mask <> 0 and x.mask >> v.n & 1 = 1),{_APPLY}"
    )


def _values(segments: Sequence[Segment], asked: Sequence[Asked]) -> dict[str, Any]:
    columns = zip(*asked, strict=True)
    named = zip(("only", "masks", "mores", "lesses", "whys"), columns, strict=True)
    return {name: array(values) for name, values in named} | {"segments": array(one.pk for one in segments)}
