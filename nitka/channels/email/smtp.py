"""The dialogue of SMTP (RFC 5321) and LMTP (RFC 2033) on one connection.

A protocol of our own instead of aiosmtpd's, over bytes of our own (`wire.py`): a letter is cut out in one piece.
"""

import re
from collections.abc import Awaitable, Callable

import structlog

from .policy import Busy, Envelope, Policy, Refused
from .wire import Wire

__all__ = ["Busy", "Connection", "Envelope", "Policy", "Refused"]
log = structlog.get_logger(__name__)
MAX_RECIPIENTS = 100
MAX_MISTAKES = 20
_MAIL = re.compile(r"FROM:\s*<(?:@[^:>]*:)?([^<>]*)>\s*(.*)$|FROM:\s*([^\s<>]+)\s*(.*)$", re.IGNORECASE)
_RCPT = re.compile(r"TO:\s*<(?:@[^:>]*:)?([^<>]+)>\s*(.*)$|TO:\s*([^\s<>]+)\s*(.*)$", re.IGNORECASE)


class Connection(Wire):
    """One client, spoken to."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.helo = ""
        self.mistakes = 0
        self.envelope: Envelope | None = None

    async def dialogue(self) -> None:
        """Greet, then answer command after command."""
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
        line = await self.line()
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
        data, trouble = await self.letter()
        envelope, self.envelope = self.envelope, None
        if data is None and not trouble:
            return False
        answer = trouble or await self._take(envelope, data or b"")
        self.count(0)
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
