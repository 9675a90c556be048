"""A browser's stream for tests: reads events in a thread, and is asked until they are there."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR
from typing import Any

import httpx

from nitka.realtime import sequencer

PATIENCE = 15.0


class Listener(threading.Thread):
    """One EventSource."""

    all: "list[Listener]" = []

    def __init__(self, url: str, last_id: int | None = None) -> None:
        super().__init__(daemon=True)
        self.url = url
        self.headers = {} if last_id is None else {"Last-Event-ID": str(last_id)}
        self.events: list[dict[str, Any]] = []
        self.last_id: int | None = last_id
        self.status = 0
        self.ended = False
        self.changed = threading.Condition()
        self._response: httpx.Response | None = None
        self.all.append(self)
        self.start()
        self.until(lambda: self.events or self.status >= 400)

    def run(self) -> None:
        try:
            timeout = httpx.Timeout(30)
            with httpx.stream("GET", self.url, headers=self.headers, timeout=timeout) as response:
                self._response = response
                self._note(status=response.status_code)
                if response.status_code == 200:
                    for line in response.iter_lines():
                        self._line(line)
        except Exception:  # a cut stream is what some tests want
            pass
        self._note(ended=True)

    def _line(self, line: str) -> None:
        with self.changed:
            if line.startswith("id: "):
                self.last_id = int(line[4:])
            elif line.startswith("data: "):
                self.events.append(json.loads(line[6:]) | {"id": self.last_id})
            self.changed.notify_all()

    def _note(self, **values: Any) -> None:
        with self.changed:
            for name, value in values.items():
                setattr(self, name, value)
            self.changed.notify_all()

    def until(self, true: Callable[[], Any]) -> Any:
        """Wait until it is true; what it says, or an AssertionError with what was heard."""
        deadline = time.monotonic() + PATIENCE
        with self.changed:
            while not (found := true()):
                left = deadline - time.monotonic()
                assert left > 0, f"heard only {self.events} (status {self.status})"
                self.changed.wait(left)
        return found

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The events of one kind so far."""
        return [event for event in self.events if event["kind"] == kind]

    def hears(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait for some events of a kind."""
        return self.until(lambda: self.of(kind) if len(self.of(kind)) >= count else None)

    def cut(self) -> None:
        """Lose the connection."""
        if self._response is not None and not self.ended:
            with suppress(OSError):
                self._response.extensions["network_stream"].get_extra_info("socket").shutdown(SHUT_RDWR)
        self.join(5)


def cut_all() -> None:
    """No test leaves a stream open."""
    while Listener.all:
        Listener.all.pop().cut()


@contextmanager
def sequencing() -> Iterator[None]:
    """The sequencer's loop, as the worker runs it."""
    stop = threading.Event()
    thread = threading.Thread(target=sequencer.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(5)


def wait_until(true: Callable[[], Any]) -> None:
    """Ask until it is true."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.02)
