"""Work of the database for native handlers, done in a few threads of its own."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import close_old_connections

T = TypeVar("T")

_pool = ThreadPoolExecutor(4, thread_name_prefix="door")


async def in_thread(work: Callable[[], T]) -> T:
    """Run `work` in a thread with the caller's context; its database connection goes back afterwards."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_pool, context.run, _tidily, work)


def _tidily(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()
