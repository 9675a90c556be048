"""A browser's stream: asks for a signed address, listens, and comes back by itself with the last id it heard."""

import contextlib
import json
import threading
from collections.abc import Callable
from typing import Any

import httpx

SIGNALS_OF_THE_STREAM = ("hello", "tick", "reload", "revoked")
PAUSE = 0.3


class Stream(threading.Thread):
    """One EventSource with its reconnecting, as `widget/src/stream.js` and `ui/stream.js` do it."""

    def __init__(self, address: Callable[[], str], last_id: int | None = None) -> None:
        super().__init__(daemon=True)
        self.address, self.last_id = address, last_id
        self.heard: list[tuple[int, str, Any]] = []  # id, kind, data of what has a place in the log
        self.own: list[str] = []  # the stream's signals about itself
        self.begun = 0  # the place in the log it began at: what it hears comes after
        self.opened = 0
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.is_set():
            with contextlib.suppress(httpx.HTTPError, OSError):
                self._listen(self.address())
            self._over.wait(PAUSE)

    def _listen(self, url: str) -> None:
        headers = {} if self.last_id is None else {"Last-Event-ID": str(self.last_id)}
        with httpx.stream("GET", url, headers=headers, timeout=httpx.Timeout(5, read=30)) as response:
            if response.status_code != 200:
                return
            self.opened += 1
            for line in response.iter_lines():
                if self._over.is_set():
                    return
                self._line(line)

    def _line(self, line: str) -> None:
        name, _, value = line.partition(": ")
        if name == "id":
            self.last_id = int(value)
        elif name == "data":
            event = json.loads(value)
            if event["kind"] in SIGNALS_OF_THE_STREAM:
                if not self.own:
                    self.begun = self.last_id or 0
                self.own.append(event["kind"])
            else:
                self.heard.append((self.last_id or 0, event["kind"], event["data"]))

    def end(self) -> None:
        """Leave with the next event."""
        self._over.set()
