"""Words into the index, behind what arrives: a loop of the worker takes what waits, in small bites while the way in is
busy, in large ones when it is behind; where it stood it goes on after a restart."""

import threading
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, connection, transaction

from nitka.conversations.models import SearchTodo
from nitka.kit import clock
from nitka.kit.bell import Look
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.kit.loops import keep_on

BITE, MOUTHFUL = 300, 3000
IDLE = 0.5  # seconds between looks when nothing waits
REST = 2.0  # seconds between bites while customers' messages wait to be digested
LOOK = Look("select from conversations_search_todo")
BUSY = 300  # messages in the queue of the way in

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lag:
    """How many messages wait to be found, and for how many seconds the first of them has."""

    messages: int = 0
    seconds: float = 0.0


def run(stop: threading.Event) -> None:
    """The worker's loop."""

    def work() -> bool:
        taken = index_once(MOUTHFUL if _calm() else BITE)
        if taken > 0 and not _calm():
            stop.wait(REST)
        return taken > 0

    keep_on(stop, LOOK, work, idle=IDLE)


def index_once(most: int = MOUTHFUL) -> int:
    """Index one batch; how many were taken. A message that breaks its batch is found by halving, told and left out."""
    try:
        with transaction.atomic():
            return _take(most)
    except DatabaseError:
        if most > 1:
            return index_once(most // 2)
        row = SearchTodo.objects.order_by("id").first()
        if row is None:
            return 0
        log.exception("search.message_not_indexed", message=str(row.message_id))
        SearchTodo.objects.filter(pk=row.pk).delete()
        return 1


def _take(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select nitka_search_index(%s)", [most])
        return int(cursor.fetchone()[0])


def index_all() -> int:
    """Index until nothing waits."""
    count = 0
    while (taken := index_once()) > 0:
        count += taken
    return count


def reindex() -> int:
    """Forget the words of this workspace and let all its messages wait anew, the latest first; how many."""
    with connection.cursor() as cursor:
        cursor.execute("select nitka_search_again()")
        return int(cursor.fetchone()[0])


def lag() -> Lag:
    """What of this workspace cannot be found yet."""
    return lagging(None).get()


def lagging(most: int | None) -> Soon[Lag]:
    """The same, under way; no more than so many messages are counted."""
    now = clock.now()

    def read(rows: Rows) -> Lag:
        ((count, first),) = rows
        return Lag(count, (now - first).total_seconds() if first else 0.0)

    return ask(_LAG, {"workspace": require_workspace(), "most": most}, read)


def _calm() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from (select from inbound_queue limit %s) q", [BUSY])
        return int(cursor.fetchone()[0]) < BUSY


_LAG = """
select count(*), min(at) from (
  select t.at from conversations_search_todo t where t.workspace_id = %(workspace)s order by t.id limit %(most)s::bigint
) waiting
"""
