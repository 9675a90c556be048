"""The one loop that gives signals their place.

Whoever holds the advisory lock moves rows of the outbox, at most every 10 ms, into the log with ids that count up from
the head row without a gap, and sends one NOTIFY. A transaction that commits late is therefore sequenced late, never
skipped by a reader who was already past its id. Who has committed signals wakes it; it also looks by itself, as a word
that was lost with its process must not keep them waiting.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg
import structlog

from nitka.kit import clock, config
from nitka.kit.db import only
from nitka.realtime.topics import WAKE

CHANNEL = "nitka_events"
LOCK = 0x6E69746B61  # "nitka"
TICK = 0.01  # seconds from one batch to the next
IDLE = 0.2  # seconds between looks that nobody asked for
BATCH = 5000
SWEEP_EVERY = 30.0
KEEP = timedelta(hours=24)
KEEP_ROWS = 500_000

log = structlog.get_logger("nitka.realtime.sequencer")

WAITING = "select exists (select from realtime_eventoutbox)"
MOVE = """
with head as (select value from realtime_eventhead where id = 1 for update),
taken as (
    delete from realtime_eventoutbox  -- by array: a join is planned for the empty table that this one mostly is
    where id = any(array(select id from realtime_eventoutbox order by id limit %(batch)s))
    returning id, topic, kind, data
),
placed as (
    insert into realtime_eventlog (id, topic, kind, data, at)
    select head.value + row_number() over (order by taken.id), taken.topic, taken.kind, taken.data, %(now)s
    from taken, head
    returning id
)
update realtime_eventhead set value = value + (select count(*) from placed)
where id = 1 and exists (select from placed)
returning value
"""
SWEEP = """
with old as (
    delete from realtime_eventlog
    where id = any(array(
        select id from (select id, at from realtime_eventlog order by id limit 20000) as oldest
        where at < %(before)s or id <= (select value from realtime_eventhead) - %(rows)s
    ))
    returning id
)
update realtime_eventhead set floor = greatest(floor, (select max(id) from old)) where exists (select from old)
"""

Connect = Callable[[], "psycopg.Connection[tuple[object, ...]]"]


def connect() -> "psycopg.Connection[tuple[object, ...]]":
    """The sequencer's own connection, round any pooler, as the worker."""
    return psycopg.connect(config.dsn("worker"), autocommit=True, application_name="nitka sequencer")


def run(stop: threading.Event, connect: Connect = connect) -> None:
    """Sequence until `stop`; a lost connection is made anew, a taken lock is waited for."""
    while not stop.is_set():
        try:
            with connect() as connection:
                if only.hold(connection, LOCK, stop):
                    log.info("sequencer runs")
                    _loop(connection, stop)
        except psycopg.Error as error:
            log.warning("sequencer lost its connection", error=str(error).strip())
            stop.wait(0.5)


def _loop(connection: "psycopg.Connection[tuple[object, ...]]", stop: threading.Event) -> None:
    connection.execute(f"listen {WAKE}")
    swept = 0.0
    while not stop.is_set():
        started = time.monotonic()
        moved = tick(connection)
        if started - swept > SWEEP_EVERY:
            sweep(connection, before=clock.now() - KEEP)
            swept = started
        if not moved:
            for _ in connection.notifies(timeout=IDLE, stop_after=1):
                pass
        stop.wait(max(0.0, TICK - (time.monotonic() - started)))


def tick(connection: "psycopg.Connection[tuple[object, ...]]", batch: int = BATCH) -> bool:
    """Move what waits; True when there was something."""
    row = connection.execute(WAITING, prepare=True).fetchone()
    if not row or not row[0]:
        return False
    with connection.transaction():
        head = connection.execute(MOVE, {"batch": batch, "now": clock.now()}, prepare=True).fetchone()
        if head is not None:
            connection.execute("select pg_notify(%s, %s)", [CHANNEL, str(head[0])])
    return head is not None


def sweep(
    connection: "psycopg.Connection[tuple[object, ...]]", *, before: datetime, rows: int = KEEP_ROWS
) -> None:
    """Forget what is too old to resume from; whoever comes back later than that is told to reload."""
    connection.execute(SWEEP, {"before": before, "rows": rows})
