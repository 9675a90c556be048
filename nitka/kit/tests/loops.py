"""A coroutine to its end, in the thread of a browser's tests too: Playwright's event loop stays in it."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import cache
from typing import Any, TypeVar

Done = TypeVar("Done")


def run(work: Coroutine[Any, Any, Done]) -> Done:
    """What it answers; raises what it raises."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(copy_context().run, asyncio.run, work).result()


def run_on(work: Coroutine[Any, Any, Done]) -> Done:
    """The same in a loop that goes on behind it: a connection that is opened there serves the next test, too."""
    return asyncio.run_coroutine_threadsafe(work, _lasting(os.getpid())).result()


@cache
def _lasting(_process: int) -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="lasting loop", daemon=True).start()
    return loop
