"""Get letters and pushes out: claimed with a lease, sent outside of any transaction, retried with back-off, parked.

A worker that died has its batch sent again when the lease is over: a letter under the same Message-ID, a push under the
same topic and tag, so that whoever had it already shows it once.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import connection, transaction

from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import keep_on
from nitka.notices.actions.devices import forget
from nitka.notices.actions.prepare import prepare
from nitka.notices.models import Device, Sending, State, Way
from nitka.notices.outcome import Done, Failed, Gone, Outcome

BATCH = 20
AT_ONCE = 8  # pushes: services are far away
LEASE = timedelta(minutes=5)  # longer than a batch can take: each has its own limit of seconds
BACK_OFF = (30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)  # seconds; after the last it is parked
LONGEST_WAIT = timedelta(days=1)  # that a service may ask for
IDLE = 0.25
CLAIM = """
update notices_sending s set state = 'sending', next_at = %s from (
  select workspace_id, id from notices_sending where next_at <= %s and way = %s and state in ('waiting', 'sending')
  order by next_at limit %s for update skip locked) as due
where s.workspace_id = due.workspace_id and s.id = due.id returning s.workspace_id, s.id
"""
LOOKS = {
    way: Look(
        "select from notices_sending"
        f" where next_at <= %(now)s and way = '{way}' and state in ('waiting', 'sending')"
    )
    for way in Way.values
}
Job = Callable[[], Outcome]

log = structlog.get_logger(__name__)


def run_letters(stop: threading.Event) -> None:
    """The worker's loop of letters."""
    _run(Way.MAIL, stop)


def run_pushes(stop: threading.Event) -> None:
    """The worker's loop of pushes; a service that is slow holds up no letter."""
    _run(Way.PUSH, stop)


def _run(way: Way, stop: threading.Event) -> None:
    keep_on(stop, LOOKS[way], lambda: send_once(way), idle=IDLE)


def send_once(way: str) -> int:
    """Send what is due of one way, a batch at most; how many were claimed."""
    claimed = _claim(way)
    for workspace_id, keys in claimed.items():
        _send_of(workspace_id, keys)
    return sum(map(len, claimed.values()))


def _claim(way: str) -> dict[UUID, list[UUID]]:
    now = clock.now()
    claimed: dict[UUID, list[UUID]] = defaultdict(list)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, [now + LEASE, now, way, BATCH])
        for workspace_id, key in cursor.fetchall():
            claimed[workspace_id].append(key)
    return claimed


def _send_of(workspace_id: UUID, keys: Sequence[UUID]) -> None:
    jobs: list[tuple[UUID, Job]] = []
    for key in keys:
        try:
            with in_workspace(workspace_id):
                job = prepare(Sending.objects.select_related("member__user", "device").get(pk=key))
        except Exception as error:
            log.exception("notices.not_prepared", sending=str(key))
            job = partial(Failed, "broken", repr(error)[:500])
        if job is not None:
            jobs.append((key, job))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(_outcome, [job for _, job in jobs]))
    for (key, _), outcome in zip(jobs, outcomes, strict=True):
        with in_workspace(workspace_id):
            _record(key, outcome)


def _outcome(job: Job) -> Outcome:
    try:
        return job()
    except Exception as error:
        log.exception("notices.not_sent")
        return Failed("broken", repr(error)[:500])


def _record(key: UUID, outcome: Outcome) -> None:
    row = Sending.objects.select_for_update(of=("self",)).filter(pk=key, state=State.SENDING).first()
    if row is None:
        return  # armed again meanwhile, or taken back
    if isinstance(outcome, Gone):
        if row.device_id is not None:
            forget(device_id=row.device_id)
        return
    row.tries += 1
    if isinstance(outcome, Done):
        row.state, row.next_at, row.done_at, row.reason, row.detail = State.SENT, None, clock.now(), "", ""
        if row.device_id is not None:
            Device.objects.filter(pk=row.device_id).update(pushed_at=row.done_at)
    else:
        _put_off(row, outcome)
    row.save(update_fields=["tries", "state", "next_at", "done_at", "reason", "detail"])
    log.info("notices.tried", sending=str(key), way=row.way, state=row.state, reason=row.reason)


def _put_off(row: Sending, outcome: Failed) -> None:
    row.reason, row.detail = outcome.reason[:32], outcome.detail[:2000]
    if outcome.permanent or row.tries > len(BACK_OFF):
        row.state, row.next_at, row.done_at = State.FAILED, None, clock.now()
        return
    wait = timedelta(seconds=BACK_OFF[row.tries - 1])
    if outcome.wait is not None:
        wait = min(max(outcome.wait, timedelta(seconds=1)), LONGEST_WAIT)
    row.state, row.next_at = State.WAITING, clock.now() + wait
