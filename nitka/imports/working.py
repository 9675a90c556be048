"""The worker's loop that reads files, tries, loads and takes back, one chunk after another."""

import threading
import time
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from nitka.accounts.models import Workspace
from nitka.imports.actions.begin import forget_old, read_file
from nitka.imports.actions.steps import chunk
from nitka.imports.models import WORKING, Import, State
from nitka.kit import clock
from nitka.kit.context import workspace_id as at_work
from nitka.kit.db.tenancy import in_workspace

IDLE = 0.5
SWEEP = 3600.0  # seconds
REST = timedelta(minutes=1)  # after a chunk that failed
PAUSE = 0.01  # between chunks, for those who write just now

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    swept = -SWEEP
    while not stop.is_set():
        if time.monotonic() - swept > SWEEP:
            swept = time.monotonic()
            _sweep()
        stop.wait(PAUSE if work_once() else IDLE)


def work_once() -> int:
    """One chunk of each workspace's oldest import that is due; how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (workspace_id) workspace_id, id from imports_import"
            " where state in ('reading', 'trying', 'running', 'returning') and next_at <= %s"
            " order by workspace_id, next_at limit 20",
            [clock.now()],
        )
        due: list[tuple[UUID, UUID]] = cursor.fetchall()
    for workspace_id, key in due:
        _step(workspace_id, key)
    return len(due)


def _step(workspace_id: UUID, key: UUID) -> None:
    try:
        with in_workspace(workspace_id):
            waiting = Import.objects.select_for_update(skip_locked=True).filter(pk=key, state__in=WORKING)
            found = waiting.first()
            if found and found.state != State.READING:
                chunk(found)
        if found and found.state == State.READING:
            _read(found)
    except Exception:
        log.exception("imports.failed", workspace=str(workspace_id), of=str(key))
        with in_workspace(workspace_id):
            Import.objects.filter(pk=key).update(next_at=clock.now() + REST)


def _read(found: Import) -> None:
    token = at_work.set(found.workspace_id)
    try:
        read_file(found)
    finally:
        at_work.reset(token)


def _sweep() -> None:
    for workspace_id in Workspace.objects.values_list("pk", flat=True):
        with in_workspace(workspace_id):
            forget_old()
