"""The worker's loop that goes on with changes of many customers, one chunk after another."""

import threading
from uuid import UUID

from nitka.accounts.models import Workspace
from nitka.customers.actions.many import forget_old, go_on
from nitka.customers.changes import Change, State
from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Chore, asked, each, keep_on

IDLE = 0.5
SWEEP = 3600.0  # seconds
_DUE = "from customers_change where state in ('going', 'returning') and next_at <= "
LOOK = Look(f"select {_DUE} %(now)s")


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, change_once, idle=IDLE, chores=[Chore(_sweep, SWEEP)])


def change_once() -> int:
    """One chunk of each change that is due; how many there were."""
    due = asked(f"select workspace_id, id {_DUE} %s order by next_at limit 20", clock.now())
    return each(due, _chunk, Change, "customers.not_changed")


def _chunk(workspace_id: UUID, key: UUID) -> None:
    with in_workspace(workspace_id):
        waiting = Change.objects.select_for_update(skip_locked=True)
        change = waiting.filter(pk=key, state__in=(State.GOING, State.RETURNING)).first()
        if change:
            go_on(change)


def _sweep() -> None:
    for workspace_id in Workspace.objects.values_list("pk", flat=True):
        with in_workspace(workspace_id):
            forget_old()
