"""The nightly round of a workspace: scores reckoned anew, every segment recounted, old history forgotten."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.segments.actions.touch import touch
from nitka.segments.definition.names import SCORES
from nitka.segments.models import CompanyPassage, Of, Passage, Recount, Round, Segment, Why

EVERY = timedelta(hours=20)
HOUR = 3  # at night, in UTC
KEPT = timedelta(days=400)
WINDOW = timedelta(days=365)
CHUNK = 5_000

# Fifths among who bought in a year; ties share the fifth of the first of them, so that equals are equal.
_SCORES = """
with bought as (
  select h.customer_id, max(h.began_at) as last, count(*) as n, sum(h.worth) as worth from (
    select i.customer_id, o.key, min(o.began_at) as began_at,
      greatest(coalesce(max(o.total), 0) - sum(o.refunded), 0) as worth,
      (array_agg(o.state order by o.at desc))[1] as state
    from customers_identity i
    join moments_holding o on o.workspace_id = i.workspace_id and o.identity_id = i.id and o.sort = 'order'
    where i.workspace_id = %(workspace)s and o.workspace_id = %(workspace)s group by 1, 2) h
  where h.state not in ('cancelled', 'returned') and h.began_at > %(since)s and h.began_at <= %(now)s group by 1),
ranked as (
  select customer_id, 1 + floor(5 * (rank() over (order by last) - 1) / count(*) over ())::int as recency,
    1 + floor(5 * (rank() over (order by n) - 1) / count(*) over ())::int as frequency,
    1 + floor(5 * (rank() over (order by worth) - 1) / count(*) over ())::int as money from bought),
gone as (delete from segments_score s where s.workspace_id = %(workspace)s
  and not exists (select from ranked r where r.customer_id = s.customer_id) returning s.customer_id),
kept as (
  insert into segments_score as s (id, workspace_id, customer_id, recency, frequency, money, at)
  select uuidv7(), %(workspace)s, customer_id, recency, frequency, money, %(now)s from ranked
  on conflict (workspace_id, customer_id) do update
    set recency = excluded.recency, frequency = excluded.frequency, money = excluded.money, at = excluded.at
    where (s.recency, s.frequency, s.money) is distinct from (excluded.recency, excluded.frequency, excluded.money)
  returning customer_id)
select customer_id from gone union select customer_id from kept
"""


def nightly() -> bool:
    """Do the round where it is night and it was not done yet; whether it was done."""
    now = clock.now()
    if not Segment.objects.filter(archived_at=None).exists():
        return False
    last = Round.objects.select_for_update().first()
    if last and (now - last.at < EVERY or now.hour != HOUR) and now - last.at < EVERY * 2:
        return False
    if last:
        last.at = now
        last.save(update_fields=["at"])
    else:
        Round.objects.create(pk=require_workspace(), at=now)
    round_()
    return True


def round_() -> None:
    """Scores, a recount of every segment behind them, and what is too old to keep."""
    reckon_scores()
    waits_for_time = Q(of=Of.COMPANIES, refill_at__gt=clock.now(), refill_why=Why.TIME)
    live = Segment.objects.filter(Q(refill_at=None) | waits_for_time, archived_at=None)
    live.update(refill_at=clock.now(), refill_why=Why.RECOUNT)
    for told in (Passage, CompanyPassage):
        told.objects.filter(at__lt=clock.now() - KEPT).delete()
    Recount.objects.filter(at__lt=clock.now() - KEPT).delete()


def reckon_scores() -> list[UUID]:
    """Where everybody who bought stands; who changed is judged anew where a segment asks for it."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_SCORES, {"workspace": require_workspace(), "since": now - WINDOW, "now": now})
        changed = [key for (key,) in cursor.fetchall()]
    for start in range(0, len(changed), CHUNK):
        touch({SCORES: changed[start : start + CHUNK]}, by="customer", why=Why.SCORES)
    return changed
