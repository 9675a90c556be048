"""What happened waits in a row of its own and becomes notices behind the deed: a loop of the worker."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog

from nitka.accounts.models import Workspace
from nitka.kit import clock, slots
from nitka.kit.bell import Look
from nitka.kit.db.bulk import insert
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.loops import Chore, asked, keep_on
from nitka.notices.actions.outgoing import tidy
from nitka.notices.actions.tell import tell
from nitka.notices.models import Sweep, Todo

BATCH = 200
IDLE = 0.25
LOOK = Look("select from notices_todo where next_at <= %(now)s")
SWEEP = 30.0  # seconds
BACK_OFF = (10, 60, 600, 3600)  # seconds; after the last it is parked
FURTHEST = timedelta(days=1)  # what came due while nobody looked is told, but nothing from before

log = structlog.get_logger(__name__)


def later(source: str, ids: Iterable[UUID]) -> None:
    """Have the worker tell whom it concerns, when this transaction commits; one statement.

    `source` is a slot `notices.from.<source>`: a function of the ids that answers `Told`s.
    """
    keys = [str(key) for key in ids]
    if keys:
        insert([Todo(source=source, ids=keys)])


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, make_once, idle=IDLE, chores=[Chore(sweep_all, SWEEP)])


def make_once() -> int:
    """Make notices of one batch of what waits; how many things were taken."""
    statement = "select workspace_id, id from notices_todo where next_at <= %s order by next_at limit %s"
    due: dict[UUID, list[UUID]] = defaultdict(list)
    for workspace_id, key in asked(statement, clock.now(), BATCH):
        due[workspace_id].append(key)
    for workspace_id, keys in due.items():
        _make(workspace_id, keys)
    return sum(map(len, due.values()))


def _make(workspace_id: UUID, keys: list[UUID]) -> None:
    try:
        with in_workspace(workspace_id):
            _take(workspace_id, keys)
    except Exception as error:
        if len(keys) > 1:  # the others must not suffer for one
            for key in keys:
                _make(workspace_id, [key])
            return
        log.exception("notices.not_made", workspace=str(workspace_id), todo=str(keys[0]))
        with in_workspace(workspace_id):
            _put_off(workspace_id, keys[0], repr(error)[:2000])


def _take(workspace_id: UUID, keys: list[UUID]) -> None:
    # The worker's role sees the queue of every workspace.
    mine = Todo.objects.filter(workspace_id=workspace_id, pk__in=keys)
    rows = list(mine.select_for_update(skip_locked=True).order_by("id"))
    ids: dict[str, list[UUID]] = defaultdict(list)
    for row in rows:
        ids[row.source].extend(map(UUID, row.ids))
    tell([told for source, of in ids.items() for fill in slots.fillers(f"notices.from.{source}") for told in fill(of)])
    mine.filter(pk__in=[row.pk for row in rows]).delete()


def _put_off(workspace_id: UUID, key: UUID, why: str) -> None:
    row = Todo.objects.select_for_update().filter(workspace_id=workspace_id, pk=key).first()
    if row is None:
        return
    parked = row.tries >= len(BACK_OFF)
    row.next_at = None if parked else clock.now() + timedelta(seconds=BACK_OFF[row.tries])
    row.tries += 1
    row.detail = why
    row.save(update_fields=["next_at", "tries", "detail"])


def sweep_all() -> None:
    """Look in every workspace for what came due."""
    for workspace_id in list(Workspace.objects.values_list("pk", flat=True)):
        try:
            with in_workspace(workspace_id):
                _sweep(workspace_id)
                tidy()
        except Exception:
            log.exception("notices.not_swept", workspace=str(workspace_id))


def _sweep(workspace_id: UUID) -> None:
    now = clock.now()
    Sweep.objects.get_or_create(pk=workspace_id, defaults={"until": now})
    row = Sweep.objects.select_for_update().get(pk=workspace_id)
    since = max(row.until, now - FURTHEST)
    tell([told for fill in slots.fillers("notices.sweep") for told in fill(since, now)])
    row.until = now
    row.save(update_fields=["until"])
