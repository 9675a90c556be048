"""Blobs that no row names any more: a loop of the worker takes them away.

Each module says what it needs (`kit.personal.Part.blobs`); a blob is asked about a month after it was last stored, so
that no row is about to name it. `tests/test_orphans.py` knows everybody who stores blobs.
"""

import threading
from collections import defaultdict
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import connection

from nitka.accounts.models import Workspace
from nitka.kit import blobs, clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.personal import needed
from nitka.rights.aging import age

AGE = timedelta(days=30)
EVERY = 24 * 3600.0
FIRST = 600.0  # seconds after the start: not while everything else starts
BATCH = 500

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    stop.wait(FIRST)
    while not stop.is_set():
        age()  # what it lets go of is nobody's, and goes in its turn
        collect(stop)
        connection.close()  # for a day it is not needed
        stop.wait(EVERY)


def collect(stop: threading.Event | None = None) -> int:
    """Go through all blobs once; how many went. What lies below no workspace of ours is left alone."""
    ours, gone = set(Workspace.objects.values_list("pk", flat=True)), 0
    found: dict[UUID, list[str]] = defaultdict(list)
    for workspace_id, sha256 in blobs.old(clock.now() - AGE):
        if stop is not None and stop.is_set():
            return gone
        found[workspace_id].append(sha256)
        if len(found[workspace_id]) >= BATCH:
            gone += _drop(workspace_id, found.pop(workspace_id), ours)
    return gone + sum(_drop(workspace_id, hashes, ours) for workspace_id, hashes in found.items())


def _drop(workspace_id: UUID, hashes: list[str], ours: set[UUID]) -> int:
    if workspace_id not in ours:
        return 0
    with in_workspace(workspace_id):
        if not blobs.may_go():  # a backup is being made: tomorrow
            return 0
        gone = blobs.drop(workspace_id, set(hashes) - needed(hashes), before=clock.now() - AGE)
    if gone:
        log.info("blobs.collected", workspace=str(workspace_id), count=gone)
    return gone
