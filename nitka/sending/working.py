"""The worker's loop: what is due becomes runs, runs are sent one after another."""

import threading
from uuid import UUID

from django.db.models import F

from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Due, asked, keep_on
from nitka.sending.actions import due, send
from nitka.sending.actions.runs import LEASE
from nitka.sending.models import Run, Schedule, State

IDLE = 2.0
_SCHEDULES = "from sending_schedule where off_at is null and next_at <= "
_RUNS = "from sending_run where state in ('waiting', 'sending') and next_at <= "
LOOK = Look(f"select {_SCHEDULES} %(now)s union all select {_RUNS} %(now)s")


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, work_once, idle=IDLE)


def work_once() -> int:
    """Make the runs that are due and send those that wait; how many were sent."""
    now = clock.now()
    for workspace, key in _due(_SCHEDULES, 20):
        with in_workspace(workspace):
            schedule = Schedule.objects.select_for_update(skip_locked=True).filter(pk=key, next_at__lte=now).first()
            if schedule and schedule.off_at is None:
                due(schedule)
    sent = 0
    for workspace, key in _due(_RUNS, 5):
        if claimed := _claimed(workspace, key):  # only now: its lease is for its own sending
            send(claimed)
            sent += 1
    return sent


def _due(rows: str, most: int) -> Due:
    return asked(f"select workspace_id, id {rows} %s order by next_at limit {most}", clock.now())


def _claimed(workspace: UUID, key: UUID) -> Run | None:
    """A run that is ours until the lease ends."""
    now = clock.now()
    with in_workspace(workspace):
        waiting = Run.objects.filter(pk=key, state__in=(State.WAITING, State.SENDING), next_at__lte=now)
        if not waiting.update(state=State.SENDING, tries=F("tries") + 1, next_at=now + LEASE):
            return None
        return Run.objects.get(pk=key)
