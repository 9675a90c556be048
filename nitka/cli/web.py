"""What granian's worker process imports: it must die with its parent, log like the others, then be the application."""

import asyncio
import gc
import os
import signal

from nitka.kit import logs, processes

processes.die_with_parent()
logs.configure("web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nitka.settings")

from nitka.asgi import app  # noqa: E402
from nitka.health.beats import Beats  # noqa: E402
from nitka.realtime import stream  # noqa: E402


async def serve() -> None:
    """Tell the supervisor that requests are taken; end the streams when told that no more are."""
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, lambda: asyncio.ensure_future(stream.close()))
    processes.tell_ready()


app.starts = [serve]
app.stops = [*app.stops, Beats("web").start().leave]  # a process that ends as it should takes its row away

gc.collect()
gc.freeze()  # what is loaded now stays: no page waits while it is looked through once more
gc.set_threshold(20_000, 20, 20)  # a page makes tens of thousands of objects and lets nearly all go at once

__all__ = ["app"]
