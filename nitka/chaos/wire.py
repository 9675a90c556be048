"""A wire between two ends that can be cut (connections end, new ones are refused) and held (nothing is carried)."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

PIECE = 65_536
PATIENCE = 30.0  # seconds that a process may take to begin, or to do what it is told


class Wire:
    """Carries between Unix sockets: `near` is listened on, `far` is connected to.

    In a process of its own: beside a crowd of threads each statement would wait for its turn among them.
    """

    def __init__(self, near: str, far: str) -> None:
        self.near, self.far = near, far
        self._process: multiprocessing.process.BaseProcess | None = None
        self._told: Connection

    def open(self) -> None:
        """Begin to carry."""
        spawn = multiprocessing.get_context("spawn")
        self._told, hears = spawn.Pipe()
        self._process = spawn.Process(target=_work, args=(self.near, self.far, hears), daemon=True, name="wire")
        self._process.start()
        hears.close()
        self._tell("mend")

    def cut(self) -> None:
        """End all connections and refuse new ones."""
        self._tell("cut")

    def mend(self) -> None:
        """Carry again, after a cut or a hold."""
        self._tell("mend")

    def hold(self) -> None:
        """Carry nothing, silently: connections stay open, new ones hang."""
        self._tell("hold")

    def close(self) -> None:
        """Cut for good."""
        if self._process is not None:
            with contextlib.suppress(OSError, RuntimeError):
                self.cut()
            self._told.close()
            self._process.join(PATIENCE)
            self._process = None

    def _tell(self, what: str) -> None:
        self._told.send(what)
        if not self._told.poll(PATIENCE):
            raise RuntimeError(f"the wire does not {what}")
        self._told.recv()


def _work(near: str, far: str, hears: Connection) -> None:
    """The process: does what it is told until nobody is there to tell it."""
    asyncio.run(_Carrier(near, far).obey(hears))


class _Carrier:
    def __init__(self, near: str, far: str) -> None:
        self.near, self.far = near, far
        self._flows = asyncio.Event()
        self._ends: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def obey(self, hears: Connection) -> None:
        """Words from `hears`, each answered once it is done."""
        does = {"cut": self._cut, "mend": self._mend, "hold": self._hold}
        with contextlib.suppress(EOFError, OSError):
            while True:
                await does[await asyncio.to_thread(hears.recv)]()
                hears.send("done")
        await self._cut()

    async def _hold(self) -> None:
        self._flows.clear()

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
