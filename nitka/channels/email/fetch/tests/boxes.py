"""A mailbox in a real Dovecot, and a line to it that can be held up."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from nitka.bench.dovecot import PASSWORD, Dovecot
from nitka.channels.email.fetch.account import Account
from nitka.channels.fetching import Cursor


def letter(n: object, text: str = "Где мой заказ?", head: str = "") -> bytes:
    lines = f"From: Anna <anna@client.example>\r\nTo: help@uklad.example\r\nMessage-ID: <{n}@client.example>\r\n"
    lines += f"Subject: {n}\r\nDate: Wed, 25 Nov 2026 09:00:00 +0300\r\n{head}"
    return (lines + f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text} {n}\r\n").encode()


class Box:
    """Somebody's mailbox."""

    def __init__(self, server: Dovecot, user: str) -> None:
        self.server, self.user = server, user
        server.add(user)

    def put(self, *numbers: object, **more: Any) -> None:
        for n in numbers:
            self.server.put(self.user, letter(n, **more))

    def account(self, protocol: str = "imap", **more: Any) -> Account:
        port = self.server.imap if protocol == "imap" else self.server.pop3
        values = {"host": "127.0.0.1", "port": port, "security": "none", "password": PASSWORD}
        return Account(protocol=protocol, user=self.user, **{**values, **more})  # type: ignore[arg-type]


def read(source: Any, cursor: Cursor) -> list[str]:
    """All that is new, as one who stores it would: the Message-IDs' first parts."""
    found = []
    source.begin(cursor)
    for portion in source.after(cursor):
        found += [one.key.partition("@")[0] for one in portion.letters]
        cursor.last = max(cursor.last, portion.last)
        cursor.seen |= {one.ref for one in portion.letters if not portion.last}
        cursor.skip |= portion.skipped
    return found


class Line:
    """A TCP line to a port. `holds(data)` says of what the server sends whether the line goes dead before it."""

    def __init__(self, port: int, holds: Callable[[bytes], bool] = lambda data: False) -> None:
        self.to, self.holds = port, holds
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.held = 0
        self.sockets: list[socket.socket] = [self.listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for each in self.sockets:
            with suppress(OSError):
                each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self.listener.accept()
                try:
                    theirs = socket.create_connection(("127.0.0.1", self.to))
                except OSError:  # the server is down
                    ours.close()
                    continue
                self.sockets += [ours, theirs]
                for source, target, checked in ((ours, theirs, False), (theirs, ours, True)):
                    threading.Thread(target=self._pump, args=(source, target, checked), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, checked: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if checked and self.holds(data):
                    self.held += 1
                    target.sendall(data[: len(data) // 2])
                    return
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)
