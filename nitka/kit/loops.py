"""What loops of the worker have in common: work while there is some, wait for the bell, do chores now and then."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, models, transaction

from nitka.kit import clock
from nitka.kit.bell import LONGEST, Ear, Look
from nitka.kit.db.tenancy import in_workspace

REST = timedelta(minutes=1)  # after a step that failed

log = structlog.get_logger("nitka.loops")
Due = list[tuple[UUID, UUID]]  # workspace, key


@dataclass(slots=True)
class Chore:
    """What a loop does besides its work, every so many seconds; the first time at once, or that much later."""

    do: Callable[[], object]
    every: float
    at_once: bool = True
    last: float = field(init=False)

    def __post_init__(self) -> None:
        self.last = float("-inf") if self.at_once else time.monotonic()

    def turn(self) -> None:
        """Do it when it is time."""
        if self.left <= 0:
            self.last = time.monotonic()
            self.do()

    @property
    def left(self) -> float:
        """Seconds until it is time."""
        return self.last + self.every - time.monotonic()


def keep_on(
    stop: threading.Event, look: Look, work: Callable[[], Any], *, idle: float, chores: Sequence[Chore] = (),
    pause: float = 0,
) -> None:  # fmt: skip
    """Until `stop`: `work` while it says that there was some, with a `pause` in between; then wait.

    `idle` are the seconds between looks while no bell rings, and right after there was work.
    """
    ear = Ear(look)
    try:
        while not stop.is_set():
            for chore in chores:
                chore.turn()
            if work():
                ear.worked = time.monotonic()
                if pause:
                    stop.wait(pause)
            else:
                ear.wait(stop, idle, min((max(0.0, chore.left) for chore in chores), default=LONGEST))
    finally:
        ear.close()


def now_and_then(
    stop: threading.Event, do: Callable[[], object], *, every: float, at_once: bool = True
) -> None:
    """Until `stop`: do it every so many seconds; in between its connection is somebody else's."""
    if not at_once:
        stop.wait(every)
    while not stop.is_set():
        do()
        connection.close()
        stop.wait(every)


def asked(statement: str, *values: Any) -> list[Any]:
    """Rows of every workspace, read in a transaction of their own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def each(due: Due, step: Callable[[UUID, UUID], object], model: type[models.Model], failed: str) -> int:
    """A step of each; how many. One that breaks is told by the event `failed`, and rests: its `next_at` is later."""
    for workspace_id, key in due:
        try:
            step(workspace_id, key)
        except Exception:
            log.exception(failed, workspace=str(workspace_id), of=str(key))
            with in_workspace(workspace_id):
                model._default_manager.filter(pk=key).update(next_at=clock.now() + REST)
    return len(due)
