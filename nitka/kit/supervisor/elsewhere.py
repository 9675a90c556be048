"""The log on another machine as well, so that who breaks in here cannot take back what it says of them.

Lines by syslog over TLS (RFC 5424 in the frames of RFC 5425): `NITKA_LOG_TO=tls://host:6514`, with `?ca=/path.pem` for
a certificate of one's own. Syslog answers nothing: a few lines under way when the other machine dies may be lost.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

PORT = 6514
KEPT = 20_000  # lines while the other machine does not answer; then the oldest go, and it is told how many
PATIENCE = 10.0  # seconds
PAUSES = (1.0, 2.0, 5.0, 15.0, 30.0)
AUDIT, USER = 13, 1  # facilities
SEVERITY = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}


@dataclass(frozen=True, slots=True)
class Place:
    """Where it goes."""

    host: str
    port: int
    ca: str = ""

    def connect(self) -> ssl.SSLSocket:
        """A line to it, its certificate looked at. Raises OSError."""
        context = ssl.create_default_context(cafile=self.ca or None)
        plain = socket.create_connection((self.host, self.port), PATIENCE)
        return context.wrap_socket(plain, server_hostname=self.host)


def place_of(address: str) -> Place | None:
    """`tls://host:port?ca=file`; None for nothing. Raises ValueError with what is wrong."""
    if not address:
        return None
    whole = urlsplit(address)
    ca = parse_qs(whole.query).get("ca", [""])[0]
    if whole.scheme != "tls" or not whole.hostname:
        raise ValueError(f"NITKA_LOG_TO is {address!r}: it must be tls://host:port.")
    if ca and not os.access(ca, os.R_OK):
        raise ValueError(f"NITKA_LOG_TO: {ca} cannot be read.")
    return Place(whole.hostname, whole.port or PORT, ca)


def frame(entry: dict[str, Any], text: str) -> bytes:
    """A line as syslog has it; what the audit log says goes to the audit's facility."""
    facility = AUDIT if entry.get("event") == "audit" else USER
    priority = facility * 8 + SEVERITY.get(str(entry.get("level")), 6)
    at, process = str(entry.get("at") or "-"), str(entry.get("process") or "-")
    said = f"<{priority}>1 {at} {socket.gethostname()} nitka {process} - - {text}".encode()
    return b"%d %s" % (len(said), said)


class Elsewhere:
    """Takes lines at once, and sends them from a thread of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.waiting: deque[bytes] = deque()
        self.dropped, self.trouble = 0, ""
        self.changed = threading.Condition()
        self.ending = False
        self.thread = threading.Thread(target=self._live, daemon=True, name="log-elsewhere")
        self.thread.start()

    def take(self, entry: dict[str, Any], text: str) -> None:
        """One line; nobody waits for the other machine."""
        with self.changed:
            if len(self.waiting) >= KEPT:
                self.waiting.popleft()
                self.dropped += 1
            self.waiting.append(frame(entry, text))
            self.changed.notify()

    def close(self) -> None:
        """Send what waits, two seconds long."""
        with self.changed:
            self.ending = True
            self.changed.notify()
        self.thread.join(2.0)

    def _live(self) -> None:
        falls = 0
        while not (self.ending and not self.waiting):
            try:
                with self.place.connect() as line:
                    falls, self.trouble = 0, ""
                    self._send(line)
            except OSError as problem:
                self.trouble = str(problem)
                with self.changed:
                    self.changed.wait_for(lambda: self.ending, PAUSES[min(falls, len(PAUSES) - 1)])
                falls += 1
                if self.ending:
                    return

    def _send(self, line: ssl.SSLSocket) -> None:
        """Until it breaks; a line leaves the queue once it was handed over."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.waiting or self.ending)
                if not self.waiting:
                    return
                if self.dropped:
                    gone = {"level": "warning", "process": "up", "event": f"{self.dropped} lines were not sent"}
                    self.waiting.appendleft(frame(gone, str(gone["event"])))
                    self.dropped = 0
                first = self.waiting[0]
            _asked(line)
            line.sendall(first)
            with self.changed:
                if self.waiting and self.waiting[0] is first:
                    self.waiting.popleft()


def _asked(line: ssl.SSLSocket) -> None:
    """Raises OSError when the other side has closed it: the next line would be written to nobody."""
    line.setblocking(False)
    try:
        if not line.recv(1):
            raise ConnectionResetError("the other machine closed the line")
    except (ssl.SSLWantReadError, BlockingIOError):
        pass
    finally:
        line.settimeout(PATIENCE)
