"""The worker's loop that goes on with erasures and copies."""

import threading
from datetime import timedelta
from uuid import UUID

import structlog

from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Due, asked, keep_on
from nitka.rights.actions import export
from nitka.rights.actions.erase import go_on
from nitka.rights.models import Copy, Erasure

IDLE = 2.0
_ERASURES = "from rights_erasure where stage in ('waiting', 'going') and next_at <= "
_COPIES = "from rights_copy where stage in ('waiting', 'done') and next_at <= "
LOOK = Look(f"select {_ERASURES} %(now)s union all select {_COPIES} %(now)s")
BACK_OFF = (10, 60, 300, 1800, 3600)  # seconds after a step that failed; the last again and again: it must be done

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, lambda: erase_once() + copy_once(), idle=IDLE)


def erase_once() -> int:
    """One step of each erasure that is due; how many there were."""
    due: Due = asked(f"select workspace_id, id {_ERASURES} %s order by next_at limit 20", clock.now())
    return sum(_step(workspace_id, key) for workspace_id, key in due)


def copy_once() -> int:
    """Make copies that wait, take away those that have expired; how many there were."""
    due: Due = asked(f"select workspace_id, id {_COPIES} %s order by next_at limit 5", clock.now())
    return sum(_copy(workspace_id, key) for workspace_id, key in due)


def _copy(workspace_id: UUID, key: UUID) -> bool:
    try:
        return export.go_on(workspace_id, key)
    except Exception:
        log.exception("rights.not_copied", workspace=str(workspace_id), copy=str(key))
        with in_workspace(workspace_id):
            _later(Copy.objects.select_for_update().get(pk=key))
        return False


def _later(row: Copy | Erasure) -> None:
    wait = BACK_OFF[min(row.tries, len(BACK_OFF) - 1)]
    row.tries, row.next_at = min(row.tries + 1, 30_000), clock.now() + timedelta(seconds=wait)
    row.save(update_fields=["tries", "next_at"])


def _step(workspace_id: UUID, key: UUID) -> bool:
    try:
        return go_on(workspace_id, key)
    except Exception:
        log.exception("rights.step_failed", workspace=str(workspace_id), erasure=str(key))
        with in_workspace(workspace_id):
            _later(Erasure.objects.select_for_update().get(pk=key))
        return False
