"""The worker's loop that reads files, tries, loads and takes back, one chunk after another."""

import threading
from uuid import UUID

from nitka.accounts.models import Workspace
from nitka.imports.actions.begin import forget_old, read_file
from nitka.imports.actions.steps import chunk
from nitka.imports.models import WORKING, Import, State
from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.context import workspace_id as at_work
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Chore, asked, each, keep_on

IDLE = 0.5
SWEEP = 3600.0  # seconds
_DUE = "from imports_import where state in ('reading', 'trying', 'running', 'returning') and next_at <= "
LOOK = Look(f"select {_DUE} %(now)s")
PAUSE = 0.01  # between chunks, for those who write just now


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, work_once, idle=IDLE, pause=PAUSE, chores=[Chore(_sweep, SWEEP)])


def work_once() -> int:
    """One chunk of each workspace's oldest import that is due; how many there were."""
    due = asked(
        f"select distinct on (workspace_id) workspace_id, id {_DUE} %s order by workspace_id, next_at limit 20",
        clock.now(),
    )
    return each(due, _step, Import, "imports.failed")


def _step(workspace_id: UUID, key: UUID) -> None:
    with in_workspace(workspace_id):
        waiting = Import.objects.select_for_update(skip_locked=True).filter(pk=key, state__in=WORKING)
        found = waiting.first()
        if found and found.state != State.READING:
            chunk(found)
    if found and found.state == State.READING:
        _read(found)


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
