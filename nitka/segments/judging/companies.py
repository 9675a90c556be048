"""Companies of a segment brought up to what its definition says, in one statement over all of them: a workspace has at
most some ten thousand, and what is asked of them is mostly what lists are sorted by."""

from datetime import datetime

from django.db import connection

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.segments.definition import read
from nitka.segments.judging.apply import Applied
from nitka.segments.judging.compile import COMPANIES, compiled, with_
from nitka.segments.judging.query import Query, whole
from nitka.segments.models import Segment

_INSIDE = "(select company_id from segments_company where workspace_id = %(workspace)s and segment_id = %(segment)s)"
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


def apply_companies(segment: Segment, why: str) -> tuple[Applied, datetime | None]:
    """Judge every company: which came and which went, and when time alone may change that, at the earliest.

    The segment's row is locked by the caller: what is read is newer than what others wrote of it.
    """
    query = Query(require_workspace(), clock.now(), timed=True, companies=True)
    made = compiled(read(segment.definition), query)
    judged = (
        f"judged as materialized (select x.id, w.id is not null and {made.holds} as ok,"
        f" case when w.id is not null then {made.due} end as due, s.company_id is not null as present"
        f" from (select coalesce(w.id, s.company_id) as id from {COMPANIES} w"
        f" full join {_INSIDE} s on s.company_id = w.id) x left join {_INSIDE} s on s.company_id = x.id"
        f" left join {COMPANIES} w on w.id = x.id{made.joins})"
    )
    values = query.values | {"workspace": query.workspace, "segment": segment.pk, "now": query.now, "why": why}
    with connection.cursor() as cursor, whole(cursor):
        cursor.execute(with_(made, judged, _APPLY.strip()), values)
        came, gone, due = cursor.fetchone()
        return Applied(came, gone), due
