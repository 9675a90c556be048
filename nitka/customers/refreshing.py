"""The worker's loop that computes anew what is out of date, and ends what attributes keep too long."""

import threading
import time
from uuid import UUID

import structlog

from nitka.accounts.models import Workspace
from nitka.customers.actions.refresh import refresh_stale, stale_companies
from nitka.customers.expiring import expire_due
from nitka.customers.using import forget_old_uses
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Chore, asked, keep_on

IDLE = 0.5
LOOK = Look("select from customers_stale")
SWEEP = 24 * 3600.0  # seconds
NIGHTS = 600.0  # seconds between looks at whose night it is
SHARE = 4  # rests so many times as long as it took: a company of a hundred thousand must not take a core

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""

    def work() -> int:
        start = time.monotonic()
        done = refresh_once()
        if done:
            stop.wait(max(IDLE, SHARE * (time.monotonic() - start)))
        return done

    chores = [Chore(expire_due, NIGHTS), Chore(_sweep, SWEEP, at_once=False)]
    keep_on(stop, LOOK, work, idle=IDLE, chores=chores)


def refresh_once() -> int:
    """A chunk of each workspace where something is out of date; how many lines that were."""
    due = asked("select distinct workspace_id from customers_stale limit 100")
    return sum(_refreshed(workspace_id) for (workspace_id,) in due)


def _refreshed(workspace_id: UUID) -> int:
    try:
        with in_workspace(workspace_id):
            return refresh_stale()
    except Exception:
        log.exception("customers.not_refreshed", workspace=str(workspace_id))
        return 0


def _sweep() -> None:
    for workspace_id in Workspace.objects.values_list("pk", flat=True):
        with in_workspace(workspace_id):
            stale_companies()
            forget_old_uses()
