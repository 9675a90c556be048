"""One step of a move: ask the program outside any transaction, then write all of the answer and the cursor in one."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.db import DatabaseError, OperationalError, connection, transaction

from nitka.accounts.models import Workspace
from nitka.conversations.models import Message
from nitka.kit import clock
from nitka.kit.context import workspace_id as at_work
from nitka.kit.db.tenancy import in_workspace
from nitka.moving.asking import Asker
from nitka.moving.contract import Found, Item, Later, Missing, Page, Refused, Talk, Unread
from nitka.moving.fetching import Had, fetch
from nitka.moving.models import WORKING, Moving, State, Trouble
from nitka.moving.programs import PROGRAMS
from nitka.moving.returning import portion
from nitka.moving.writing import Wrote, tag, write

LEASE = timedelta(seconds=90)  # of a worker that died: its step is done anew after this
PAUSES = (2, 5, 15, 30, 60, 120, 300, 600, 900)  # seconds after so many failures in a row
ENOUGH = 6  # failures in a row of one thing among many
PATIENCE = 60  # failures in a row, half a day of them, until a member is asked

log = structlog.get_logger(__name__)
Wait = Callable[[float], Any]


class Lost(RuntimeError):
    """Another worker has the move now, or a member stopped it: what was read is let go."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A move that this worker is at."""

    row: Moving
    lease: UUID

    def beat(self) -> None:
        """It lives: nobody else is to begin this step."""
        with in_workspace(self.row.workspace_id):
            mine = Moving.objects.filter(pk=self.row.pk, lease=self.lease, state=self.row.state)
            if not mine.update(next_at=clock.now() + LEASE):
                raise Lost

    def held(self) -> Moving:
        """The row, locked. Raises Lost."""
        found = Moving.objects.select_for_update().filter(pk=self.row.pk, lease=self.lease, state=self.row.state)
        row = found.first()
        if row is None:
            raise Lost
        return row


def claim() -> Claim | None:
    """The move that has been due longest, whosever it is."""
    lease = uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update moving_moving set lease = %s, next_at = %s where (workspace_id, id) = ("
            " select workspace_id, id from moving_moving"
            " where state in ('checking', 'running', 'returning') and next_at <= %s"
            " order by next_at limit 1 for update skip locked) returning workspace_id, id",
            [lease, clock.now() + LEASE, clock.now()],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    with in_workspace(row[0]):
        return Claim(Moving.objects.get(pk=row[1]), lease)


def step(at: Claim, wait: Wait) -> None:
    """One step, whatever becomes of it."""
    token = at_work.set(at.row.workspace_id)
    try:
        {State.CHECKING: _check, State.RETURNING: _back}.get(State(at.row.state), _page)(at, wait)
    except Lost:
        pass
    except Later as problem:
        _wait(at, problem)
    except Refused as problem:
        _settle(at, state=State.REFUSED, reason=str(problem))
    except Missing:
        _settle(at, state=State.REFUSED, reason="missing")
    except Exception:
        log.exception("moving.broken", of=str(at.row.pk), part=at.row.part)
        _wait(at, Later("broken"))
    finally:
        at_work.reset(token)


def _asker(at: Claim, wait: Wait) -> Asker:
    program, keys = PROGRAMS[at.row.program], at.row.keys
    return Asker(program.base(keys), program.headers(keys), program.pause, wait=wait, beat=at.beat)


def _check(at: Claim, wait: Wait) -> None:
    found: Found = PROGRAMS[at.row.program].check(_asker(at, wait))
    with in_workspace(at.row.workspace_id):
        row = at.held()
        source = row.source.partition("/")[0] + f"/{found.account}" if found.account else row.source
        if row.ran_at is not None and source != row.source:  # the key opens the door of another company
            raise Refused("other")
        row.source, row.who, row.found = source[:120], found.who, dict(found.counts)
        row.state, row.reason, row.tries = State.CHOOSING, "", 0
        if row.ran_at is not None:  # a new key: on with what was begun
            row.state, row.next_at = State.RUNNING, clock.now()
        row.save()


def _page(at: Claim, wait: Wait) -> None:
    row, ask = at.row, _asker(at, wait)
    page = PROGRAMS[row.program].page(row.part, row.cursor, row.since, ask)  # type: ignore[arg-type]
    with in_workspace(row.workspace_id):
        there = _there(row, page.items)
        language = Workspace.objects.values_list("language", flat=True).get(pk=row.workspace_id)
    had = fetch(page.items, ask, row.workspace_id, there)
    with in_workspace(row.workspace_id):
        _written(at.held(), page, had, language)


def _back(at: Claim, _wait: Wait) -> None:
    with in_workspace(at.row.workspace_id):
        portion(at.held())


def _there(row: Moving, items: Sequence[Item]) -> set[str]:
    """Messages that are here already: their files need not be fetched."""
    told = {tag(row, said.external): said.external for one in items if isinstance(one, Talk) for said in one.messages}
    rows = Message.objects.filter(external_id__in=list(told)).values_list("external_id", flat=True) if told else ()
    return {told[key] for key in rows}


def _written(row: Moving, page: Page, had: Had, language: str) -> None:
    counts, wrong = Counter(row.counts), list(page.unread)
    for wrote in _halves(row, page.items, had, language):
        counts += wrote.counts
        wrong += wrote.unread
    for one in wrong:
        _made, new = Trouble.objects.get_or_create(
            of_id=row.pk, part=row.part, external=one.external[:120], defaults={"reason": one.reason[:24]}
        )
        counts["failed"] += new
    row.counts, row.cursor, row.tries, row.reason, row.next_at = dict(counts), page.cursor or {}, 0, "", clock.now()
    if page.cursor is None:
        _on(row)
    row.save()


def _on(row: Moving) -> None:
    """The next part, or the end."""
    wanted = [part for part in PROGRAMS[row.program].parts if part in row.wanted]
    rest = wanted[wanted.index(row.part) + 1 :] if row.part in wanted else []
    row.part = rest[0] if rest else ""
    if not rest:
        row.state, row.ended_at = State.DONE, clock.now()


def _halves(row: Moving, items: Sequence[Item], had: Had, language: str) -> list[Wrote]:
    """Write things; of those that cannot be written together, the halves. A database that is away is nobody's fault."""
    if not items:
        return []
    try:
        with transaction.atomic():
            return [write(row, items, had, language)]
    except OperationalError:
        raise
    except (DatabaseError, ValueError, KeyError, TypeError):
        if len(items) == 1:
            log.warning("moving.unstorable", of=str(row.pk), part=row.part, exc_info=True)
            return [Wrote(unread=[Unread(items[0].external, "unstorable")])]
        half = len(items) // 2
        return _halves(row, items[:half], had, language) + _halves(row, items[half:], had, language)


def _wait(at: Claim, problem: Later) -> None:
    tries = at.row.tries + 1
    if tries >= ENOUGH and problem.reason in ("server", "garbled", "broken") and at.row.cursor.get("todo"):
        _pass_by(at, problem.reason)
        return
    if tries > PATIENCE and problem.reason != "limit":
        _settle(at, state=State.REFUSED, reason="silent", tries=tries)
        return
    seconds = problem.seconds if problem.seconds is not None else PAUSES[min(tries, len(PAUSES)) - 1]
    _settle(at, reason=problem.reason, tries=tries, next_at=clock.now() + timedelta(seconds=seconds))


def _pass_by(at: Claim, reason: str) -> None:
    """One thing that breaks the program, or us, whenever it is asked for: the others go on."""
    with in_workspace(at.row.workspace_id), suppress(Lost):
        row = at.held()
        external, *others = row.cursor["todo"]
        _written(row, Page(cursor={**row.cursor, "todo": others}, unread=[Unread(external, reason)]), Had(), "en")


def _settle(at: Claim, **fields: Any) -> None:
    with in_workspace(at.row.workspace_id):
        Moving.objects.filter(pk=at.row.pk, lease=at.lease, state__in=WORKING).update(lease=None, **fields)
