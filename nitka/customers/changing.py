"""The worker's loop that goes on with changes of many customers, one chunk after another."""

import threading
import time
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection, transaction

from nitka.accounts.models import Workspace
from nitka.customers.actions.many import forget_old, go_on
from nitka.customers.changes import Change, State
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

IDLE = 0.5
SWEEP = 3600.0  # seconds
REST = timedelta(minutes=1)  # after a chunk that failed

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    swept = -SWEEP
    while not stop.is_set():
        if time.monotonic() - swept > SWEEP:
            swept = time.monotonic()
            _sweep()
        if not change_once():
            stop.wait(IDLE)


def change_once() -> int:
    """One chunk of each change that is due; how many there were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select workspace_id, id from customers_change where state in ('going', 'returning') and next_at <= %s"
            " order by next_at limit 20",
            [clock.now()],
        )
        due: list[tuple[UUID, UUID]] = cursor.fetchall()
    for workspace_id, key in due:
        _chunk(workspace_id, key)
    return len(due)


def _chunk(workspace_id: UUID, key: UUID) -> None:
    try:
        with in_workspace(workspace_id):
            waiting = Change.objects.select_for_update(skip_locked=True).filter(
                pk=key, state__in=(State.GOING, State.RETURNING)
            )
            change = waiting.first()
            if change:
                go_on(change)
    except Exception:
        log.exception("customers.not_changed", workspace=str(workspace_id), change=str(key))
        with in_workspace(workspace_id):
            Change.objects.filter(pk=key).update(next_at=clock.now() + REST)


def _sweep() -> None:
    for workspace_id in Workspace.objects.values_list("pk", flat=True):
        with in_workspace(workspace_id):
            forget_old()
