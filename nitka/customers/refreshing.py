"""The worker's loop that computes anew what is out of date, and ends what attributes keep too long."""

import threading
import time
from uuid import UUID

import structlog
from django.db import connection, transaction

from nitka.accounts.models import Workspace
from nitka.customers.actions.refresh import refresh_stale, stale_companies
from nitka.customers.expiring import expire_due
from nitka.customers.using import forget_old_uses
from nitka.kit.db.tenancy import in_workspace

IDLE = 0.5
SWEEP = 24 * 3600.0  # seconds
NIGHTS = 600.0  # seconds between looks at whose night it is
SHARE = 4  # rests so many times as long as it took: a company of a hundred thousand must not take a core

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    swept, looked = time.monotonic(), -NIGHTS
    while not stop.is_set():
        if time.monotonic() - looked > NIGHTS:
            looked = time.monotonic()
            expire_due()
        if time.monotonic() - swept > SWEEP:
            swept = time.monotonic()
            _sweep()
        start = time.monotonic()
        refresh_once()
        stop.wait(max(IDLE, SHARE * (time.monotonic() - start)))


def refresh_once() -> int:
    """A chunk of each workspace where something is out of date; how many lines that were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select distinct workspace_id from customers_stale limit 100")
        due: list[UUID] = [key for (key,) in cursor.fetchall()]
    return sum(map(_refreshed, due))


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
