"""Companies of a segment brought up to what its definition says, in one statement over all of them, or over those to
whose people something happened."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Sum

from nitka.customers.models import Company
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.segments.definition import read
from nitka.segments.judging.apply import Applied
from nitka.segments.judging.compile import COMPANIES, compiled, with_
from nitka.segments.judging.query import Query, whole
from nitka.segments.judging.recalling import recall
from nitka.segments.models import Segment

PEOPLE = 5_000  # of so many together it is cheaper to look at each by itself than to read all that happened
_APPLY = """
gone as (
  delete from segments_company m where m.workspace_id = %(workspace)s and m.segment_id = %(segment)s
    and m.company_id = any(array(select id from judged where present and not ok)) returning m.company_id),
came as (
  insert into segments_company (id, workspace_id, segment_id, company_id, since)
  select uuidv7(), %(workspace)s, %(segment)s, id, %(now)s from judged where ok and not present returning company_id),
passed as (
  insert into segments_company_passage (id, workspace_id, segment_id, company_id, entered, why, at)
  select uuidv7(), %(workspace)s, %(segment)s, p.company_id, p.entered, %(why)s, %(now)s
  from (select company_id, true as entered from came union all select company_id, false from gone) p)
select array(select company_id from came), array(select company_id from gone), (select min(due) from judged)
"""


def apply_companies(
    segment: Segment, why: str, some: Collection[UUID] | None = None
) -> tuple[Applied, datetime | None]:
    """Judge every company, or some: which came and which went, and when time alone may change that, at the earliest.

    The segment's row is locked by the caller: what is read is newer than what others wrote of it.
    """
    tree = read(segment.definition)
    recall(tree)
    query = Query(require_workspace(), clock.now(), timed=True, companies=True, firms=array(some) if some else "")
    made = compiled(tree, query)
    there = f"(select * from {COMPANIES} c where true{query.few('c.id')})"
    inside = (
        "(select company_id from segments_company where workspace_id = %(workspace)s and segment_id = %(segment)s"
        f"{query.few('company_id')})"
    )
    judged = (
        f"judged as materialized (select x.id, w.id is not null and {made.holds} as ok,"
        f" case when w.id is not null then {made.due} end as due, s.company_id is not null as present"
        f" from (select coalesce(w.id, s.company_id) as id from {there} w"
        f" full join {inside} s on s.company_id = w.id) x left join {inside} s on s.company_id = x.id"
        f" left join {there} w on w.id = x.id{made.joins})"
    )
    values = query.values | {"workspace": query.workspace, "segment": segment.pk, "now": query.now, "why": why}
    with connection.cursor() as cursor, _planned(cursor, some):
        cursor.execute(with_(made, judged, _APPLY.strip()), values)
        came, gone, due = cursor.fetchone()
        return Applied(came, gone), due


@contextmanager
def _planned(cursor: CursorWrapper, some: Collection[UUID] | None) -> Iterator[None]:
    """Whole sets are joined, unless there are few to look at."""
    if some and (Company.objects.filter(pk__in=some).aggregate(n=Sum("people"))["n"] or 0) <= PEOPLE:
        yield
        return
    with whole(cursor):
        yield
