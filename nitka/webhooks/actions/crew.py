"""Threads that send: many at once, and none of them keeps the process from ending."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


class Crew(Generic[Job, Result]):
    """Hands jobs to at most `size` threads, made as they are needed; results come back in the order they are done."""

    def __init__(self, size: int, work: Callable[[Job], Result], name: str) -> None:
        self._size, self._work, self._name = size, work, name
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[Job, Result]] = queue.SimpleQueue()
        self._threads = 0
        self.busy = 0

    @property
    def room(self) -> int:
        """How many more it takes."""
        return self._size - self.busy

    def put(self, job: Job) -> None:
        """Have it done."""
        self.busy += 1
        if self._threads < min(self.busy, self._size):
            self._threads += 1
            threading.Thread(target=self._run, daemon=True, name=f"{self._name}-{self._threads}").start()
        self._jobs.put(job)

    def gather(self, seconds: float, settle: float = 0.01) -> list[tuple[Job, Result]]:
        """What is done: the first waited for so long, others for a little more, so that they are recorded together."""
        found: list[tuple[Job, Result]] = []
        until = time.monotonic() + seconds
        while self.busy and len(found) < self._size:
            try:
                found.append(self._done.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
            self.busy -= 1
            until = min(until, time.monotonic() + settle) if len(found) == 1 else until
        return found

    def end(self) -> None:
        """Let idle threads go; those at work end when their job does."""
        for _ in range(self._threads):
            self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._done.put((job, self._work(job)))
