"""The bytes of one connection: buffered, bounded in size and time, cut into lines and letters.

A letter is cut out of the buffer in one piece, which costs a tenth of reading it line by line. Only CRLF . CRLF ends
one, so nothing can be smuggled behind a bare line feed.
"""

import asyncio

from .policy import Policy

MAX_LINE = 2_048
_END = b"\r\n.\r\n"


class Wire(asyncio.Protocol):
    """One client. Bytes are buffered by the loop's callbacks; one task reads them, as a subclass says."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.deadline = 0.0
        self.ip = ""
        self.closed = self.eof = False
        self.paused = False
        self.counted = 0
        self._more: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin the dialogue, or refuse when too many are here."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        if self._task is not None:
            return  # the same client, now encrypted
        peer = transport.get_extra_info("peername")
        self.ip = str(peer[0]) if isinstance(peer, tuple) and peer else "local"
        self.touch()
        others = self.policy.connections
        same = sum(1 for other in others if other.ip == self.ip) if len(others) >= self.policy.max_per_ip else 0
        if len(others) >= self.policy.max_connections or (same >= self.policy.max_per_ip and self.ip != "local"):
            self.say("421 4.7.0 Too many connections, come back later")
            transport.close()
            return
        others.add(self)
        self._task = self._loop.create_task(self.dialogue())

    def data_received(self, data: bytes) -> None:
        """Keep what came; hold the sender back while nobody reads it."""
        self.buffer += data
        self.deadline = max(self.deadline, min(self._loop.time() + self.policy.idle, self._latest()))
        if len(self.buffer) > self.policy.max_bytes + MAX_LINE and self.transport and not self.paused:
            self.transport.pause_reading()
            self.paused = True
        self._wake()

    def eof_received(self) -> bool:
        """The client has said all it wants to; what it said is still answered."""
        self.eof = True
        self._wake()
        return self.transport is not None and not self.transport.get_extra_info("ssl_object")

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more. A letter that is complete is still stored."""
        self.closed = True
        self.policy.connections.discard(self)
        self.count(0)
        self._wake()

    def touch(self) -> None:
        """The client did something sensible: it may stay."""
        self.started = self._loop.time()
        self.deadline = self.started + self.policy.idle

    def expire(self) -> None:
        """Time is up."""
        self.say("421 4.4.2 Timed out")
        if self.transport is not None:
            self.transport.close()

    def _wake(self) -> None:
        if self._more is not None and not self._more.done():
            self._more.set_result(None)

    def say(self, line: str) -> None:
        """One answer."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(line.encode("utf-8", "replace") + b"\r\n")

    async def dialogue(self) -> None:
        """What is said on it, from the greeting to the end."""
        raise NotImplementedError

    async def letter(self) -> tuple[bytes | None, str]:
        """The letter up to its end; or why it was thrown away; or nothing, when the client is gone."""
        if self.buffer.startswith(b".\r\n") or (len(self.buffer) < 3 and await self._starts_with_end()):
            del self.buffer[:3]
            return b"", ""
        searched, trouble = 0, ""
        while (end := self.buffer.find(_END, max(0, searched - 4))) < 0:
            searched = len(self.buffer)
            if not trouble:
                trouble = self._too_much(searched)
            if trouble and searched > MAX_LINE:
                del self.buffer[:-4]
                searched = 0
                self.count(0)
            if not await self._wait():
                return None, ""
        if not trouble and end > self.policy.max_bytes:
            trouble = "552 5.3.4 The letter is too large"
        data = b"" if trouble else bytes(self.buffer[: end + 2])
        del self.buffer[: end + len(_END)]
        if data.startswith(b"."):
            data = data[1:]
        return (data.replace(b"\r\n..", b"\r\n.") if b"\r\n.." in data else data), trouble

    async def _starts_with_end(self) -> bool:
        while len(self.buffer) < 3:
            if not await self._wait():
                return False
        return self.buffer.startswith(b".\r\n")

    def _too_much(self, size: int) -> str:
        if size > self.policy.max_bytes:
            return "552 5.3.4 The letter is too large"
        self.count(size)
        return (
            "452 4.3.1 Too many large letters at once, come back later" if self.policy.held > self.policy.memory else ""
        )

    def count(self, size: int) -> None:
        """So many bytes of it are in memory now."""
        self.policy.held += size - self.counted
        self.counted = size

    def _latest(self) -> float:
        return self.started + self.policy.slowest

    async def line(self) -> str | None:
        """The next command, or None when the dialogue is over."""
        while (end := self.buffer.find(b"\n", 0, MAX_LINE)) < 0:
            if len(self.buffer) >= MAX_LINE:
                self.say("500 5.5.2 Line too long")
                return None
            if not await self._wait():
                return None
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 1]
        if not line.endswith(b"\r"):
            self.say("500 5.5.2 Lines end with CRLF")
            return None
        return line[:-1].decode("utf-8", "replace")

    async def _wait(self) -> bool:
        if self.closed or self.eof or self.transport is None:
            return False
        if self.paused:
            self.paused = False
            self.transport.resume_reading()
        self._more = self._loop.create_future()
        before = len(self.buffer)
        await self._more
        return not self.closed and len(self.buffer) > before
