"""One bell for all loops of the worker, so that a house at rest rests.

Each loop says by a statement what work of its own looks like (`Look`). While there is none it does not look itself: one
thread asks all of these at once, whenever somebody says after a commit that there may be work (a bare NOTIFY, never
inside a transaction that writes) and four times a second besides, for what becomes due by the clock or was told by
nobody. Whose answer is yes is woken.

A loop that worked a moment ago looks by itself, at its own pace, as it always did: traffic is not slower for the bell.
Later it gives its connection back, and waits. Where nobody rings (a test, a benchmark of one loop, a lost connection)
loops look at their own pace.
"""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from random import uniform

import psycopg
import structlog
from django.db import connection

from nitka.kit import clock, config
from nitka.kit.pulse import Pulse

CHANNEL = "nitka_work"  # whoever has stored what came in says so here
EVERY = 0.25  # seconds between looks that nobody asked for
GAP = 0.05  # seconds between two looks, however often it is asked for
WARM = 1.0  # seconds for which a loop that has worked looks by itself, and keeps its connection
LONGEST = 300.0  # seconds after which a loop looks by itself, whatever the bell says; not all of them at once
AGAIN = 0.5  # seconds until a lost connection is made anew

Connection = psycopg.Connection[tuple[object, ...]]
log = structlog.get_logger("nitka.bell")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What work looks like: a statement that finds a row, as quickly as an index does, where there is some.

    It sees the rows of every workspace, as the worker does. `%(now)s` is the time of our clock.
    """

    statement: str


class Ear:
    """How one loop hears of its work: in a thread of its own."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.rung = threading.Event()
        self.worked = time.monotonic()
        with _lock:
            _ears.append(self)

    def close(self) -> None:
        """Its loop has ended."""
        with _lock:
            _ears.remove(self)

    def wait(self, stop: threading.Event, idle: float, most: float = LONGEST) -> None:
        """Until there may be work, or `stop`; `idle` are the seconds between looks of its own, `most` of a rest."""
        if not _ringing.is_set():
            stop.wait(idle)
        elif time.monotonic() - self.worked < WARM:
            self._rest(stop, idle)
        else:
            if not connection.in_atomic_block:  # a test's own transaction stays
                connection.close()
            self._rest(stop, min(most, LONGEST * uniform(0.5, 1)))  # noqa: S311 (no secret)
        self.rung.clear()

    def _rest(self, stop: threading.Event, seconds: float) -> None:
        with stop.resting(seconds) if isinstance(stop, Pulse) else nullcontext():
            self.rung.wait(seconds)


_lock = threading.Lock()
_ears: list[Ear] = []
_ringing = threading.Event()


def wake_all() -> None:
    """Wake every loop: whatever waits looks again, at its `stop` too."""
    with _lock:
        for ear in _ears:
            ear.rung.set()


def connect() -> Connection:
    """The bell's own connection, round any pooler, as the worker."""
    made = psycopg.connect(config.dsn("worker"), autocommit=True, application_name="nitka bell")
    # Two dozen subqueries, planned once; what is due is never most of a table, whatever a plan without values believes
    made.execute("set plan_cache_mode = force_generic_plan")
    made.execute("set enable_seqscan = off")
    return made


def run(stop: threading.Event, channels: Sequence[str] = (), connect: Callable[[], Connection] = connect) -> None:
    """Ring until `stop`; `channels` are others than CHANNEL by which somebody may say that there is work."""
    while not stop.is_set():
        try:
            with connect() as held:
                for channel in (CHANNEL, *channels):
                    held.execute(f"listen {channel}".encode())
                _ring(held, stop)
        except psycopg.Error as error:
            log.warning("bell lost its connection", error=str(error).strip())
        finally:
            _ringing.clear()
            wake_all()
        stop.wait(AGAIN)


def _ring(held: Connection, stop: threading.Event) -> None:
    while not stop.is_set():
        started = time.monotonic()
        ring_once(held)
        _ringing.set()
        for _ in held.notifies(timeout=EVERY, stop_after=1):
            pass
        stop.wait(max(0.0, GAP - (time.monotonic() - started)))


def ring_once(held: Connection) -> None:
    """Ask for the work of all loops in one statement, and wake those who have some."""
    with _lock:
        looks = list(dict.fromkeys(ear.look for ear in _ears))
    if not looks:
        return
    found = held.execute(_combined(looks).encode(), {"now": clock.now()}, prepare=True).fetchone() or ()
    waiting = {look for look, yes in zip(looks, found, strict=True) if yes}
    with _lock:
        for ear in _ears:
            if ear.look in waiting:
                ear.rung.set()


def _combined(looks: Sequence[Look]) -> str:
    return "select " + ", ".join(f"exists ({look.statement})" for look in looks)
