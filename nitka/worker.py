"""The worker process: the loops of wiring, each a thread, and the cold jobs."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import django
import structlog
from django.utils.module_loading import import_string

from nitka.kit import bell, config
from nitka.kit.pulse import Pulse
from nitka.realtime.topics import WAKE

log = structlog.get_logger("nitka.worker")
Loop = Callable[[threading.Event], None]
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 10.0
STEADY = 30.0  # seconds after which a loop that breaks counts as one that ran
STOP_SECONDS = 4.0
SPARE = 4  # connections beside those of the loops


def keep(name: str, loop: Loop, stop: threading.Event) -> None:
    """Run a loop until `stop`; when it breaks, say so and start it again, a little later each time."""
    from django.db import close_old_connections, connection

    pause = SHORTEST_PAUSE
    while not stop.is_set():
        close_old_connections()
        begun = time.monotonic()
        try:
            loop(stop)
            pause = SHORTEST_PAUSE
        except Exception:
            if time.monotonic() - begun > STEADY:  # what broke before is over
                pause = SHORTEST_PAUSE
            log.exception("loop broke, will be started again", loop=name, seconds=pause)
            if isinstance(stop, Pulse):
                stop.breaks += 1
        finally:
            connection.close()
        if stop.wait(pause):
            return
        pause = min(pause * 2, LONGEST_PAUSE)


def cold_jobs(stop: threading.Event) -> None:
    """Procrastinate's worker: schedules, exports, analytics."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app

    connector = PsycopgConnector(conninfo=config.dsn(), min_size=1, max_size=3)

    async def work() -> None:
        async with app.with_connector(connector).open_async() as opened:
            task = asyncio.create_task(
                opened.run_worker_async(concurrency=2, install_signal_handlers=False, delete_jobs="successful")
            )
            while not stop.is_set() and not task.done():
                await asyncio.sleep(0.2)
            if not task.done():
                task.cancel()
            await asyncio.gather(task, return_exceptions=stop.is_set())

    asyncio.run(work())


def main(loops: dict[str, str | Loop] | None = None) -> int:
    """Run everything until TERM or Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")
    from nitka import wiring

    if os.environ.get("NITKA_POOL") != "0":  # each loop keeps a connection for as long as it runs
        os.environ["NITKA_POOL"] = str(len(wiring.LOOPS) + SPARE)
    django.setup()
    from nitka.health.beats import Beats

    stop = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, _leave)
    table: dict[str, Any] = dict(wiring.LOOPS) if loops is None else dict(loops)
    table.setdefault("jobs", cold_jobs)
    table.setdefault("bell", partial(bell.run, channels=[WAKE]))
    _load(table)
    gc.freeze()  # a batch makes tens of thousands of rows that live as long as it: looking for circles among them
    gc.set_threshold(50_000, 20, 50)  # every 700 took a fifth of the digester's processor time
    pulses = {name: Pulse(stop) for name in table}
    threads = [_start(name, loop, pulses[name]) for name, loop in table.items()]
    beats = Beats("worker", lambda: {"loops": {name: one.told() for name, one in pulses.items()}}).start()
    log.info("worker is up", loops=sorted(table))
    with contextlib.suppress(SystemExit):
        while True:
            time.sleep(3600)
    stop.set()
    bell.wake_all()
    beats.end()
    deadline = time.monotonic() + STOP_SECONDS
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return 0


def _leave(*_: Any) -> None:
    # Event.set() here could wait for a lock that the interrupted main thread holds.
    raise SystemExit


def _load(table: dict[str, Any]) -> None:
    """Import the loops one after another: threads that import what imports each other can lock one another out."""
    for loop in table.values():
        with contextlib.suppress(Exception):  # its thread says so, and tries again
            if isinstance(loop, str):
                import_string(loop)


def _start(name: str, loop: str | Loop, stop: threading.Event) -> threading.Thread:
    def run(stop: threading.Event) -> None:
        function: Loop = import_string(loop) if isinstance(loop, str) else loop
        function(stop)

    thread = threading.Thread(target=keep, args=[name, run, stop], name=name, daemon=True)
    thread.start()
    return thread
