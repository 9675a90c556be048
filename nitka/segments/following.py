"""The worker's loop that keeps membership current, and the nightly rounds."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog

from nitka.accounts.models import Workspace
from nitka.kit import bell, clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Chore, asked, keep_on
from nitka.segments.actions.follow import take
from nitka.segments.actions.gather import LATER, look
from nitka.segments.actions.judge import Look, fill, judge
from nitka.segments.actions.nightly import nightly
from nitka.segments.actions.spread import WAVE, spread, waits
from nitka.segments.actions.touch import COMPANY
from nitka.segments.models import RETRY, Due, Segment, Touch, Why

BATCH = 2_000  # touches; each is a batch of what happened
MOST = 20_000  # to whom it happened, of a batch: who waits behind it waits no longer
DUES = 5_000
IDLE = 0.2
GATHER = 0.6  # seconds from one round to the next, unless there is more to do than that
# What is further ahead was written by a clock that has been set back since: no touch rests so long
LOOK = bell.Look("""select from segments_touch where at <= %(now)s or at > %(now)s + interval '15 minutes'
    union all select from segments_due where due_at <= %(now)s
    union all select from segments_segment where refill_at <= %(now)s and archived_at is null""")
_TOUCHES = """select workspace_id, id from segments_touch where at <= %s or at > %s + interval '15 minutes'
    order by at limit %s"""
SWEEP = 300.0  # seconds between looks at whose night it is
REST = timedelta(seconds=30)  # for touches that failed

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""

    def work() -> int:
        begun = time.monotonic()
        found = follow_once()
        if found:
            stop.wait(rest(time.monotonic() - begun))
        return found

    keep_on(stop, LOOK, work, idle=IDLE, chores=[Chore(_sweep, SWEEP)])


def rest(took: float) -> float:
    """Seconds to wait after a round of so many: a round has a cost of its own, so that what comes meanwhile is judged
    together. One that took long has more behind it.
    """
    return max(0.0, min(took, GATHER - took))


def follow_once() -> int:
    """One batch of each: what happened, times that came, segments to fill. How many things were taken."""
    return _touches() + _dues() + _fills()


def _touches() -> int:
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = asked(_TOUCHES, clock.now(), clock.now(), BATCH)
    for workspace_id, key in rows:
        found[workspace_id].append(key)
    for workspace_id, keys in found.items():
        _take(workspace_id, keys)
    return len(rows)


def _take(workspace_id: UUID, keys: list[UUID]) -> None:
    try:
        with in_workspace(workspace_id):
            mine = Touch.objects.filter(workspace_id=workspace_id, pk__in=keys)
            rows = _portion(mine.select_for_update(skip_locked=True).order_by("id"))
            companies = [row for row in rows if row.by == COMPANY]
            look([row for row in rows if row.by == LATER])
            take([row for row in rows if row.by not in (COMPANY, LATER)])
            mine.filter(pk__in=[row.pk for row in rows if row.by != COMPANY]).delete()
            if companies:
                _spread(companies)
    except Exception:
        log.exception("segments.not_taken", workspace=str(workspace_id), touches=len(keys))
        with in_workspace(workspace_id):
            Touch.objects.filter(workspace_id=workspace_id, pk__in=keys).update(at=clock.now() + REST)


def _spread(companies: list[Touch]) -> None:
    """Companies become their people, unless people of the last wave still wait."""
    found = Touch.objects.filter(pk__in=[row.pk for row in companies])
    if waits():
        found.update(at=clock.now() + WAVE)
    else:
        spread(companies)
        found.delete()


def _portion(rows: Iterable[Touch]) -> list[Touch]:
    """The first of them, as many as are judged at a time."""
    found, those = list[Touch](), 0
    for row in rows:
        found.append(row)
        those += sum(map(len, row.what.values()))
        if those >= MOST:
            break
    return found


def _dues() -> int:
    found: dict[UUID, dict[UUID, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    rows = asked(
        "select workspace_id, segment_id, customer_id from segments_due where due_at <= %s order by due_at limit %s",
        clock.now(), DUES,
    )  # fmt: skip
    for workspace_id, segment_id, customer_id in rows:
        found[workspace_id][segment_id].append(customer_id)
    for workspace_id, segments in found.items():
        with in_workspace(workspace_id):
            for key, customers in segments.items():
                Due.objects.filter(workspace_id=workspace_id, segment_id=key, customer_id__in=customers,
                                   due_at__lte=clock.now()).delete()  # fmt: skip
            judge({key: dict.fromkeys(customers, Look(Why.TIME)) for key, customers in segments.items()})
    return len(rows)


def _fills() -> int:
    rows = asked(
        "select workspace_id, id from segments_segment where refill_at <= %s and archived_at is null"
        " order by refill_at limit %s",
        clock.now(), 20,
    )  # fmt: skip
    for workspace_id, key in rows:
        _fill(workspace_id, key)
    return len(rows)


def _fill(workspace_id: UUID, key: UUID) -> None:
    try:
        with in_workspace(workspace_id):
            waiting = Segment.objects.filter(pk=key, refill_at__lte=clock.now(), archived_at=None)
            segment = waiting.select_for_update(no_key=True, skip_locked=True).first()
            if segment:
                fill(segment)
    except Exception as problem:
        log.exception("segments.not_filled", workspace=str(workspace_id), segment=str(key))
        with in_workspace(workspace_id):
            Segment.objects.filter(pk=key).update(trouble=str(problem)[:200], refill_at=clock.now() + RETRY)


def _sweep() -> None:
    for workspace_id in list(Workspace.objects.values_list("pk", flat=True)):
        try:
            with in_workspace(workspace_id):
                nightly()
        except Exception:
            log.exception("segments.no_round", workspace=str(workspace_id))
