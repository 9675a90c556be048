"""The dialogue of SMTP (RFC 5321) and LMTP (RFC 2033) on one connection.

A protocol of our own instead of aiosmtpd's: the letter is cut out of the buffer in one piece, which costs a tenth of
reading it line by line. Only CRLF . CRLF ends a letter, so nothing can be smuggled behind a bare line feed.
"""

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)
MAX_LINE = 2_048
MAX_RECIPIENTS = 100
MAX_MISTAKES = 20
_END = b"\r\n.\r\n"
_MAIL = re.compile(r"FROM:\s*<(?:@[^:>]*:)?([^<>]*)>\s*(.*)$|FROM:\s*([^\s<>]+)\s*(.*)$", re.IGNORECASE)
_RCPT = re.compile(r"TO:\s*<(?:@[^:>]*:)?([^<>]+)>\s*(.*)$|TO:\s*([^\s<>]+)\s*(.*)$", re.IGNORECASE)


@dataclass(slots=True)
class Envelope:
    """One letter as it came: from whom, for whom, and its bytes."""

    mail_from: str
    rcpt: list[str] = field(default_factory=list)
    data: bytes = b""
    ip: str = ""
    helo: str = ""
    utf8: bool = False


class Busy(Exception):
    """It cannot be taken now; the sender keeps it and comes back."""


class Refused(Exception):
    """It can never be taken."""


Check = Callable[[str], Awaitable[bool]]
Take = Callable[[Envelope], Awaitable[None]]


@dataclass(slots=True)
class Policy:
    """What a listener allows, and where its letters go."""

    check: Check
    take: Take
    hostname: str = "localhost"
    max_bytes: int = 50 * 1024 * 1024
    memory: int = 256 * 1024 * 1024  # of all letters being received
    idle: float = 60.0
    slowest: float = 600.0  # one letter may take this long
    lmtp: bool = False
    tls: ssl.SSLContext | None = None
    connections: "set[Connection]" = field(default_factory=set)
    max_connections: int = 500
    max_per_ip: int = 100
    held: int = 0  # bytes now in memory


class Connection(asyncio.Protocol):
    """One client. Bytes are buffered by the loop's callbacks; one task reads them as a dialogue."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.deadline = 0.0
        self.ip = ""
        self.helo = ""
        self.mistakes = 0
        self.envelope: Envelope | None = None
        self.closed = self.eof = False
        self.paused = False
        self.counted = 0
        self._more: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    # -- the loop's callbacks

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
        self._task = self._loop.create_task(self._dialogue())

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
        self._count(0)
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

    # -- the dialogue

    async def _dialogue(self) -> None:
        kind = "LMTP" if self.policy.lmtp else "ESMTP"
        self.say(f"220 {self.policy.hostname} {kind} Nitka")
        try:
            while not self.closed and await self._turn():
                pass
        finally:
            self.policy.connections.discard(self)
            if self.transport is not None:
                self.transport.close()

    async def _turn(self) -> bool:
        line = await self._line()
        if line is None:
            return False
        verb, _, rest = line.partition(" ")
        handler = _VERBS.get(verb.upper())
        if handler is None:
            return self._mistake("500 5.5.2 Command not recognised")
        return await handler(self, rest.strip())

    def _mistake(self, answer: str) -> bool:
        self.mistakes += 1
        if self.mistakes > MAX_MISTAKES:
            self.say("421 4.7.0 Too many errors")
            return False
        self.say(answer)
        return True

    async def _hello(self, name: str, *, extended: bool) -> bool:
        if not name:
            return self._mistake("501 5.5.4 Who are you?")
        self.helo = name[:255]
        self.envelope = None
        self.touch()
        if not extended:
            self.say(f"250 {self.policy.hostname}")
            return True
        offers = [f"SIZE {self.policy.max_bytes}", "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES"]
        if self.policy.tls is not None and self.transport and not self.transport.get_extra_info("ssl_object"):
            offers.append("STARTTLS")
        self.say("\r\n".join(f"250-{one}" for one in [self.policy.hostname, *offers]) + "\r\n250 HELP")
        return True

    async def _mail(self, rest: str) -> bool:
        if not self.helo:
            return self._mistake("503 5.5.1 Say hello first")
        if self.envelope is not None:
            return self._mistake("503 5.5.1 One letter at a time")
        found = _MAIL.match(rest)
        if not found:
            return self._mistake("501 5.5.4 Syntax: MAIL FROM:<address>")
        options = (found[2] or found[4] or "").upper().split()
        size = next((one[5:] for one in options if one.startswith("SIZE=")), "0")
        if size.isdecimal() and int(size) > self.policy.max_bytes:
            return self._mistake("552 5.3.4 The letter is too large")
        self.envelope = Envelope(found[1] or found[3] or "", ip=self.ip, helo=self.helo, utf8="SMTPUTF8" in options)
        self.touch()
        self.say("250 2.1.0 OK")
        return True

    async def _rcpt(self, rest: str) -> bool:
        if self.envelope is None:
            return self._mistake("503 5.5.1 MAIL comes first")
        found = _RCPT.match(rest)
        if not found:
            return self._mistake("501 5.5.4 Syntax: RCPT TO:<address>")
        if len(self.envelope.rcpt) >= MAX_RECIPIENTS:
            return self._mistake("452 4.5.3 Too many recipients")
        address = found[1] or found[3]
        try:
            known = await self.policy.check(address)
        except Busy:
            self.say("451 4.3.0 Not now, come back later")
            return True
        if not known:
            return self._mistake("550 5.1.1 No such address here")
        self.envelope.rcpt.append(address)
        self.touch()
        self.say("250 2.1.5 OK")
        return True

    async def _data(self, rest: str) -> bool:
        if self.envelope is None or not self.envelope.rcpt:
            return self._mistake("503 5.5.1 RCPT comes first" if self.envelope else "503 5.5.1 MAIL comes first")
        if rest:
            return self._mistake("501 5.5.4 DATA takes no arguments")
        self.say("354 End with <CRLF>.<CRLF>")
        self.touch()
        data, trouble = await self._letter()
        envelope, self.envelope = self.envelope, None
        if data is None and not trouble:
            return False
        answer = trouble or await self._take(envelope, data or b"")
        self._count(0)
        self.touch()
        for _ in envelope.rcpt if self.policy.lmtp else (1,):
            self.say(answer)
        return True

    async def _take(self, envelope: Envelope, data: bytes) -> str:
        envelope.data = data
        self.deadline = float("inf")  # our turn: the client waits for us
        try:
            await self.policy.take(envelope)
        except Busy:
            return "451 4.3.0 Not now, come back later"
        except Refused:
            return "554 5.6.0 It cannot be stored"
        except Exception:
            log.exception("mail.take_failed")
            return "451 4.3.0 Trouble here, come back later"
        return "250 2.0.0 Stored"

    async def _letter(self) -> tuple[bytes | None, str]:
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
                self._count(0)
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
        self._count(size)
        return (
            "452 4.3.1 Too many large letters at once, come back later" if self.policy.held > self.policy.memory else ""
        )

    def _count(self, size: int) -> None:
        self.policy.held += size - self.counted
        self.counted = size

    def _latest(self) -> float:
        return self.started + self.policy.slowest

    async def _starttls(self, rest: str) -> bool:
        if self.policy.tls is None or self.transport is None or self.transport.get_extra_info("ssl_object"):
            return self._mistake("502 5.5.1 Not offered")
        self.say("220 2.0.0 Go ahead")
        self.buffer.clear()  # what was sent in the clear does not count
        self.helo, self.envelope = "", None
        self.transport = await self._loop.start_tls(self.transport, self, self.policy.tls, server_side=True)
        return self.transport is not None

    async def _reset(self, rest: str) -> bool:
        self.envelope = None
        self.say("250 2.0.0 OK")
        return True

    async def _noop(self, rest: str) -> bool:
        self.say("250 2.0.0 OK")
        self.mistakes += 1  # a client that only says NOOP may not stay for ever
        return self.mistakes <= 10 * MAX_MISTAKES

    async def _quit(self, rest: str) -> bool:
        self.say("221 2.0.0 Bye")
        return False

    async def _line(self) -> str | None:
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


async def _helo(connection: Connection, rest: str) -> bool:
    return await connection._hello(rest, extended=False)


async def _ehlo(connection: Connection, rest: str) -> bool:
    return await connection._hello(rest, extended=True)


async def _unsupported(connection: Connection, rest: str) -> bool:
    return connection._mistake("502 5.5.1 Not offered")


async def _verify(connection: Connection, rest: str) -> bool:
    return connection._mistake("252 2.1.5 Send it and see")


async def _help(connection: Connection, rest: str) -> bool:
    return connection._mistake("214 2.0.0 RFC 5321")


_VERBS: dict[str, Callable[[Connection, str], Awaitable[bool]]] = {
    "HELO": _helo,
    "EHLO": _ehlo,
    "LHLO": _ehlo,
    "MAIL": Connection._mail,
    "RCPT": Connection._rcpt,
    "DATA": Connection._data,
    "RSET": Connection._reset,
    "NOOP": Connection._noop,
    "QUIT": Connection._quit,
    "STARTTLS": Connection._starttls,
    "VRFY": _verify,
    "HELP": _help,
    "EXPN": _unsupported,
    "AUTH": _unsupported,
    "BDAT": _unsupported,
}
