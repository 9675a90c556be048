"""What a listener takes and how much of it, and what it tells who takes the letters."""

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .wire import Wire


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
    connections: "set[Wire]" = field(default_factory=set)
    max_connections: int = 500
    max_per_ip: int = 100
    held: int = 0  # bytes now in memory
