"""Where the company's letters go: a real SMTP server that remembers each, and can be slow, busy, or deaf."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass

from nitka.channels.email.parse import mime
from nitka.channels.email.server import Listener
from nitka.channels.email.smtp import Busy, Envelope, Policy


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that was handed over: its Message-ID without brackets, for whom."""

    message_id: str
    rcpt: str


class Relay:
    """In a thread of its own. `pause`: seconds each letter takes; `busy`: all are told to come back (451)."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.pause, self.busy, self.refused = 0.0, False, 0
        self.port = 0
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True, name="relay")

    def open(self) -> None:
        """Listen."""
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(10)

    def close(self) -> None:
        """Hang up."""
        self.leave()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)

    def leave(self) -> None:
        """Nobody listens; `come_back` on the same port."""
        asyncio.run_coroutine_threadsafe(self._listener.stop(1), self.loop).result(10)

    def come_back(self) -> None:
        """Listen again."""
        asyncio.run_coroutine_threadsafe(self._open(), self.loop).result(10)

    async def _open(self) -> None:
        self._listener = Listener(Policy(self._check, self._take, hostname="relay.chaos.invalid"))
        await self._listener.start("127.0.0.1", self.port)
        self.port = self._listener.port

    async def _check(self, _address: str) -> bool:
        return True

    async def _take(self, envelope: Envelope) -> None:
        await asyncio.sleep(self.pause)
        if self.busy:
            self.refused += 1
            raise Busy
        head = mime.read_headers(mime.split_head(envelope.data)[0])
        known = head.text("message-id").strip().strip("<>")
        self.taken += [Taken(known, rcpt) for rcpt in envelope.rcpt]
