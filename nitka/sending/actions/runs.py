"""Runs: made when they are due, sent outside any transaction, tried again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone, translation

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member, Workspace
from nitka.kit import clock, saving
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column, Table
from nitka.sending.actions.schedules import host_of, zone_of
from nitka.sending.hours import next_of
from nitka.sending.lists import table
from nitka.sending.models import KEPT, Run, Schedule, State
from nitka.sending.policies import can_send
from nitka.sending.stores import Undelivered, deliver

AGAIN = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
LEASE = timedelta(hours=2)  # of a run whose worker died: it is done anew after this
# What another try would not mend
_FINAL = frozenset(("refused", "denied", "no_bucket", "no_key", "untrusted", "other_key", "gone", "no_list", "inside"))

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Counted:
    """A table that counts its rows; of a trial the first batch."""

    table: Table
    trial: bool
    rows: int = 0

    @property
    def language(self) -> str:
        return self.table.language

    @property
    def zone(self) -> tzinfo:
        return self.table.zone

    def title(self) -> str:
        with translation.override(self.language):
            return self.table.title()

    def columns(self) -> Sequence[Column]:
        with translation.override(self.language):  # the worker has none of its own
            return [Column(str(one.name), one.sort) for one in self.table.columns()]

    def batches(self) -> Iterator[list[list[Any]]]:
        for batch in self.table.batches():
            self.rows += len(batch)
            yield batch
            if self.trial:
                return


@transaction.atomic
def due(schedule: Schedule) -> Run:
    """Its hour has come: a run, and the next hour."""
    now, zone = clock.now(), zone_of(schedule)
    made: Run = Run.objects.create(of_id=schedule.pk, name=_name(schedule, zone), at=now, next_at=now)
    schedule.next_at = next_of(schedule.every, schedule.weekday, schedule.hour, zone, now)
    schedule.save(update_fields=["next_at"])
    Run.objects.filter(of_id=schedule.pk, at__lt=now - KEPT).delete()
    return made


@transaction.atomic
def try_out(*, schedule: Schedule) -> Run:
    """Send the beginning of the list now, as a file beside the others."""
    made: Run = Run.objects.create(of_id=schedule.pk, trial=True, name=f"trial-{_name(schedule, zone_of(schedule))}")
    return made


def again(*, run: Run) -> bool:
    """Try one that did not arrive once more. False: it is under way, or arrived."""
    now = clock.now()
    return bool(Run.objects.filter(pk=run.pk, state=State.FAILED).update(state=State.WAITING, tries=0, next_at=now))


def send(run: Run) -> None:
    """Send the file of a run that is claimed, outside any transaction, and write down what became of it."""
    counted, size = None, 0
    try:
        with in_workspace(run.workspace_id):
            schedule, found = _found(run)
        counted = _Counted(found, run.trial)
        size = deliver(schedule, run.name, saving.pieces(counted, schedule.format))
    except Undelivered as problem:
        _failed(run, problem)
    except Exception as problem:
        log.exception("sending.broke", run=str(run.pk))
        _failed(run, Undelivered("broken", type(problem).__name__))
    else:
        _arrived(run, schedule, size, counted.rows)


def _found(run: Run) -> tuple[Schedule, Table]:
    """What is sent where, as who made it sees it. Raises Undelivered."""
    schedule = Schedule.objects.filter(pk=run.of_id).first()
    if schedule is None:
        raise Undelivered("no_list")
    member = Member.objects.filter(pk=schedule.member_id).first()
    if member is None or not can_send(member):
        raise Undelivered("gone")
    language = Workspace.objects.get(pk=run.workspace_id).language or "en"
    with translation.override(language):
        found = table(schedule.list, member, language, zone_of(schedule))
    if found is None:
        raise Undelivered("no_list")
    return schedule, found


def _arrived(run: Run, schedule: Schedule, size: int, rows: int) -> None:
    with in_workspace(run.workspace_id):
        Run.objects.filter(pk=run.pk).update(
            state=State.DONE, size=size, rows=rows, ended_at=clock.now(), reason="", detail=""
        )
        detail = {"host": host_of(schedule), "n": str(rows), "kind": schedule.format.upper()}
        record("sending.sent", kind="sending", object_id=schedule.pk, detail=detail, member_id=schedule.member_id)


def _failed(run: Run, problem: Undelivered) -> None:
    """Later again, where that may help; a key that the server showed waits to be trusted."""
    now = clock.now()
    last = run.trial or problem.code in _FINAL or run.tries > len(AGAIN)
    with in_workspace(run.workspace_id):
        if problem.offered:
            Schedule.objects.filter(pk=run.of_id).update(offered=problem.offered)
        Run.objects.filter(pk=run.pk).update(
            state=State.FAILED if last else State.WAITING, reason=problem.code, detail=problem.detail, ended_at=now,
            next_at=now if last else now + AGAIN[run.tries - 1],
        )  # fmt: skip


def _name(schedule: Schedule, zone: tzinfo) -> str:
    """`customers-2026-11-29.csv`; of a view or a segment with the beginning of its id."""
    kind, _sign, rest = schedule.list.partition(":")
    which = rest[-6:] if kind in ("view", "segment") else rest.partition("=")[0]
    day = timezone.localtime(clock.now(), zone).date().isoformat()
    return f"{'-'.join(filter(None, (kind, which, day)))}.{schedule.format}"
