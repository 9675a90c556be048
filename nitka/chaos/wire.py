"""A wire between two ends that can be cut (connections end, new ones are refused) and held (nothing is carried)."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

PIECE = 65_536


class Wire:
    """Carries between Unix sockets, in a thread of its own: `near` is listened on, `far` is connected to."""

    def __init__(self, near: str, far: str) -> None:
        self.near, self.far = near, far
        self.loop = asyncio.new_event_loop()
        self.carried = 0  # connections so far
        self._flows: asyncio.Event
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True, name="wire")

    def open(self) -> None:
        """Begin to carry."""
        self._thread.start()
        self._do(self._begin())

    def cut(self) -> None:
        """End all connections and refuse new ones."""
        self._do(self._cut())

    def mend(self) -> None:
        """Carry again, after a cut or a hold."""
        self._do(self._mend())

    def hold(self) -> None:
        """Carry nothing, silently: connections stay open, new ones hang."""
        self.loop.call_soon_threadsafe(self._flows.clear)

    def close(self) -> None:
        """Cut for good."""
        if self._thread.is_alive():
            self.cut()
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(5)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _begin(self) -> None:
        self._flows = asyncio.Event()
        await self._mend()

    async def _mend(self) -> None:
        self._flows.set()
        if self._server is None:
            Path(self.near).unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._take, self.near, backlog=256)
            Path(self.near).chmod(0o700)

    async def _cut(self) -> None:
        self._flows.set()
        if self._server is not None:
            self._server.close()
            self._server = None
            Path(self.near).unlink(missing_ok=True)
        for end in list(self._ends):
            end.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.carried += 1
        self._ends.add(writer)
        try:
            await self._flows.wait()
            there, back = await asyncio.open_unix_connection(self.far)
        except OSError:
            return self._end(writer)
        self._ends.add(back)
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
        return None

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while piece := await source.read(PIECE):
                await self._flows.wait()
                sink.write(piece)
                await sink.drain()
        self._end(sink)

    def _end(self, writer: asyncio.StreamWriter) -> None:
        self._ends.discard(writer)
        writer.close()
