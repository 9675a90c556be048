"""A process says that it lives: every ten seconds it writes its row, once an hour the worker adds a sample of sizes."""

import asyncio
import json
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from socket import gethostname
from typing import Any

import structlog
from django.db import DatabaseError, connection

from nitka.kit import config, logs, meters

EVERY = 10.0
HOUR = 3600.0
JUMP = 5.0  # seconds of difference between the clock on the wall and the one that only counts
KEPT_JUMPS = timedelta(days=1)
FORGOTTEN = timedelta(hours=1)  # a row of a process that is silent for so long
SAMPLES = timedelta(days=14)

_WRITE = """
insert into health_process (id, kind, host, pid, version, began_at, at, figures)
values (%s, %s, %s, %s, %s, %s, clock_timestamp(), %s::jsonb)
on conflict (id) do update set at = excluded.at, figures = excluded.figures, began_at = excluded.began_at
"""
_SAMPLE = """
insert into health_sample (at, database, free)
select clock_timestamp(), pg_database_size(current_database()), %s
where not exists (select from health_sample where at > clock_timestamp() - interval '1 hour')
"""

log = structlog.get_logger("nitka.health")
Figures = Callable[[], dict[str, Any]]


class Beats:
    """The row of this process, kept true by a thread of its own until `end`."""

    def __init__(self, kind: str, more: Figures = dict) -> None:
        self.kind = kind
        self.more = more
        self.name = f"{kind} {gethostname()} {os.getpid()}"
        self.began = datetime.now(UTC)
        self.jumps: deque[dict[str, Any]] = deque(maxlen=10)
        self._drift = time.time() - time.monotonic()
        self._sampled = float("-inf")
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beats", daemon=True)

    def start(self) -> "Beats":
        """Begin."""
        self._thread.start()
        return self

    def end(self) -> None:
        """The process ends as it should: its row goes."""
        self._end.set()
        self._thread.join(1.0)

    async def leave(self) -> None:
        """`end`, for a loop of asyncio that is about to stop."""
        await asyncio.get_running_loop().run_in_executor(None, self.end)

    def _run(self) -> None:
        while True:
            try:
                self.beat()
            except DatabaseError:
                log.debug("health.not_written")  # the database is away: `/readyz` and the doctor say so
            finally:
                connection.close()
            if self._end.wait(EVERY):
                return self._leave()

    def beat(self) -> None:
        """Write the row once."""
        self._watch_clock()
        with connection.cursor() as cursor:
            who: list[Any] = [self.name, self.kind, gethostname(), os.getpid(), version("nitka"), self.began]
            cursor.execute(_WRITE, [*who, self._figures()])
            if self.kind == "worker":
                cursor.execute("delete from health_process where at < %s", [datetime.now(UTC) - FORGOTTEN])
                self._sample(cursor)

    def _figures(self) -> str:
        figures = meters.snapshot() | {"rss": rss(), "jumps": list(self.jumps), "errors": logs.recent()} | self.more()
        return json.dumps(figures, default=str)

    def _watch_clock(self) -> None:
        drift = time.time() - time.monotonic()
        if abs(drift - self._drift) > JUMP:
            self.jumps.append({"at": datetime.now(UTC).isoformat(), "seconds": round(drift - self._drift, 1)})
        self._drift = drift
        while self.jumps and datetime.now(UTC) - datetime.fromisoformat(self.jumps[0]["at"]) > KEPT_JUMPS:
            self.jumps.popleft()

    def _sample(self, cursor: Any) -> None:
        if time.monotonic() - self._sampled < HOUR:
            return
        self._sampled = time.monotonic()
        cursor.execute("delete from health_sample where at < %s", [datetime.now(UTC) - SAMPLES])
        cursor.execute(_SAMPLE, [shutil.disk_usage(config.load().data).free])

    def _leave(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("delete from health_process where id = %s", [self.name])
        except DatabaseError:
            log.debug("health.not_written")
        finally:
            connection.close()


def rss() -> int:
    """Bytes of memory that this process holds."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
