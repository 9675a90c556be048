"""Get deliveries out: claimed with a lease, each endpoint in a lane of its own, sent by threads, recorded together.

Two loops: one for endpoints that answer, one for those that failed last, which get one attempt at a time. So whoever
hangs can hold a few threads once, and afterwards only those of the second loop.
"""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection, transaction

from nitka.kit import clock, outside
from nitka.kit.bell import Ear, Look
from nitka.kit.db.bulk import array
from nitka.kit.db.tenancy import in_workspace
from nitka.webhooks.actions.crew import Crew
from nitka.webhooks.actions.results import record
from nitka.webhooks.models import Delivery
from nitka.webhooks.outcome import ANSWER, Outcome, code_of
from nitka.webhooks.schedule import asked
from nitka.webhooks.signing import headers

LEASE = timedelta(minutes=2)  # of a worker that died: its batch is sent again after this, under the same ids
SECONDS = 15.0
GATHER = 0.1  # seconds until what is due meanwhile joins what is under way
ENDING = 4.0  # seconds that a stopping worker waits for attempts under way
_CLAIM = """
with lane as (
  select e.workspace_id, e.id, %s - coalesce(busy.n, 0) as room from webhooks_endpoint e
  left join unnest(%s::uuid[], %s::int[]) as busy (id, n) on busy.id = e.id
  where e.off_at is null and (e.fails > 0) = %s and (e.resume_at is null or e.resume_at <= %s)
    and coalesce(busy.n, 0) < %s),
due as (
  select one.workspace_id, one.id from lane cross join lateral (
    select d.workspace_id, d.id, d.next_at from webhooks_delivery d
    where d.workspace_id = lane.workspace_id and d.endpoint_id = lane.id and d.next_at <= %s
    order by d.next_at limit lane.room for update skip locked) as one
  order by one.next_at limit %s)
update webhooks_delivery d set state = 'sending', next_at = %s from due
where d.workspace_id = due.workspace_id and d.id = due.id returning d.workspace_id, d.id
"""

log = structlog.get_logger(__name__)


class Pace(NamedTuple):
    """How many at once, in all and to one endpoint; of those that fail, or of the others."""

    name: str
    failing: bool
    at_once: int
    per_endpoint: int
    idle: float = 0.2  # seconds between two looks where nothing is due


    @property
    def look(self) -> Look:
        """What its work looks like."""
        return _LOOKS[self.failing]


_LOOKS = {
    failing: Look(f"""select from webhooks_endpoint e cross join lateral (
        select from webhooks_delivery d where d.workspace_id = e.workspace_id and d.endpoint_id = e.id
        and d.next_at <= %(now)s limit 1) one
        where e.off_at is null and (e.fails > 0) = {failing} and (e.resume_at is null or e.resume_at <= %(now)s)""")  # noqa: S608
    for failing in (False, True)
}
STEADY = Pace("webhooks", False, 32, 8)
FAILING = Pace("webhooks-failing", True, 16, 1, 0.5)


@dataclass(frozen=True, slots=True)
class Job:
    """All that an attempt needs: it sees no database."""

    workspace_id: UUID
    id: UUID
    endpoint_id: UUID
    url: str
    key: str
    secrets: Sequence[str]
    body: bytes


def run_steady(stop: threading.Event) -> None:
    """The worker's loop for endpoints that answer."""
    _run(STEADY, stop)


def run_failing(stop: threading.Event) -> None:
    """The worker's loop for those that failed last."""
    _run(FAILING, stop)


def _run(pace: Pace, stop: threading.Event) -> None:
    crew: Crew[Job, Outcome] = Crew(pace.at_once, attempt, pace.name)
    lanes: Counter[UUID] = Counter()
    ear = Ear(pace.look)
    try:
        while not stop.is_set():
            for job in claim(pace, crew.room, lanes):
                lanes[job.endpoint_id] += 1
                crew.put(job)
            if crew.busy:
                _finish(crew.gather(GATHER), lanes)
                ear.worked = time.monotonic()
            else:
                ear.wait(stop, pace.idle)
        until = time.monotonic() + ENDING
        while crew.busy and time.monotonic() < until:
            _finish(crew.gather(until - time.monotonic()), lanes)
    finally:
        ear.close()
        crew.end()


def send_once(pace: Pace = STEADY) -> int:
    """Send what is due now and record it; how many were tried."""
    crew: Crew[Job, Outcome] = Crew(pace.at_once, attempt, pace.name)
    jobs = claim(pace, crew.room, Counter())
    for job in jobs:
        crew.put(job)
    try:
        while crew.busy:
            record(crew.gather(SECONDS * 2, settle=0.5))
    finally:
        crew.end()
    return len(jobs)


def _finish(done: Sequence[tuple[Job, Outcome]], lanes: Counter[UUID]) -> None:
    for job, _outcome in done:
        lanes[job.endpoint_id] -= 1
        if not lanes[job.endpoint_id]:
            del lanes[job.endpoint_id]
    record(done)


def claim(pace: Pace, room: int, lanes: Counter[UUID]) -> list[Job]:
    """What is due, as much as the lanes allow."""
    if room <= 0:
        return []
    now = clock.now()
    busy = array(lanes), "{" + ",".join(map(str, lanes.values())) + "}"
    claimed: dict[UUID, list[UUID]] = defaultdict(list)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, [pace.per_endpoint, *busy, pace.failing, now, pace.per_endpoint, now, room, now + LEASE]
        )
        for workspace_id, key in cursor.fetchall():
            claimed[workspace_id].append(key)
    return [job for workspace_id, keys in claimed.items() for job in _jobs(workspace_id, keys)]


def _jobs(workspace_id: UUID, keys: Collection[UUID]) -> list[Job]:
    with in_workspace(workspace_id):
        rows = Delivery.objects.filter(pk__in=keys, message__body__isnull=False)
        found = list(rows.select_related("endpoint", "message").order_by("next_at", "id"))
    now = clock.now()
    secrets = {row.endpoint_id: row.endpoint.secrets(now) for row in found}
    return [
        Job(workspace_id, row.pk, row.endpoint_id, row.endpoint.url, row.message.key, secrets[row.endpoint_id],
            (row.message.body or "").encode())
        for row in found
    ]  # fmt: skip


def attempt(job: Job) -> Outcome:
    """Send it once: no redirect is followed, nothing inside is reached, of the answer a kilobyte is read."""
    begun = time.monotonic()
    try:
        sent = headers(job.secrets, job.key, int(clock.now().timestamp()), job.body)
        reply = outside.ask(
            job.url, method="POST", headers=sent, body=job.body, limit=ANSWER, seconds=SECONDS, cut=True,
            allowed=_here_too if settings.WEBHOOKS_INSIDE else outside.is_public,
        )  # fmt: skip
    except outside.Unfetched as problem:
        return Outcome(_since(begun), error=code_of(str(problem)))
    except Exception:
        log.exception("webhooks.not_sent", delivery=str(job.id))
        return Outcome(_since(begun), error="broken")
    told = reply.body.decode("utf-8", "replace").replace("\0", "\ufffd")
    wait = asked(reply.headers.get("retry-after", ""), clock.now())
    return Outcome(_since(begun), reply.status, answer=told, wait=wait)


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _here_too(address: str) -> bool:
    return outside.is_public(address) or address.startswith("127.") or address == "::1"
