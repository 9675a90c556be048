"""A coroutine to its end, in the thread of a browser's tests too: Playwright's event loop stays in it."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

Done = TypeVar("Done")


def run(work: Coroutine[Any, Any, Done]) -> Done:
    """What it answers; raises what it raises."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(copy_context().run, asyncio.run, work).result()
