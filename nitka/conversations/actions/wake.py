"""The worker's loop of moments: wakes what slept until now, sends what waited for now."""

import threading
from collections import defaultdict
from uuid import UUID

import structlog

from nitka.conversations.actions.pending import send_due
from nitka.conversations.actions.snooze import wake
from nitka.conversations.models import Conversation
from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import asked, keep_on

BATCH = 200
IDLE = 0.25
LOOK = Look("""select from conversations_snooze where until <= %(now)s and ended_at is null
    union all select from conversations_pending where send_at <= %(now)s and state = 'waiting'""")

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """Until `stop`."""
    keep_on(stop, LOOK, lambda: wake_due() + send_all_due(), idle=IDLE)


def wake_due() -> int:
    """Wake what is due in every workspace; how many."""
    due = _due("conversations_snooze", "until", "ended_at is null", "conversation_id")
    woken = 0
    for workspace_id, ids in due.items():
        with in_workspace(workspace_id):
            now = clock.now()
            rows = wake(conversations=Conversation.objects.filter(pk__in=ids, snoozed_until__lte=now), how="due")
            woken += len(rows)
            if rows:
                log.info("conversations.woken", workspace=str(workspace_id), count=len(rows))
    return woken


def send_all_due() -> int:
    """Send what waited for its moment in every workspace; how many were done with."""
    done = 0
    for workspace_id, ids in _due("conversations_pending", "send_at", "state = 'waiting'", "id").items():
        for key in ids:
            try:
                with in_workspace(workspace_id):
                    done += send_due(key)
            except Exception:
                # One that breaks must not keep the others waiting; it is tried again with the next turn.
                log.exception("pending.failed", workspace=str(workspace_id), pending=str(key))
    return done


def _due(table: str, column: str, condition: str, key: str) -> dict[UUID, list[UUID]]:
    rows = asked(
        f"select workspace_id, {key} from {table} where {column} <= %s and {condition}"  # noqa: S608 - constants
        f" order by {column} limit %s",
        clock.now(), BATCH,
    )  # fmt: skip
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace_id, value in rows:
        found[workspace_id].append(value)
    return found
