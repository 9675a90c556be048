"""A server that speaks clamd's INSTREAM: it finds EICAR, counts what it was sent, and takes so many bytes."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MOST = 1_000_000


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
            if len(data) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.seen.append(data)  # type: ignore[attr-defined]
        self.wfile.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in data else b"stream: OK\0")


@contextmanager
def scanner(path: str = "") -> Iterator[tuple[str, list[bytes]]]:
    """Its place, as NITKA_CLAMD names it, and what it was sent."""
    made: Any = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    with made(path or ("127.0.0.1", 0), _Talk) as server:
        server.seen = []
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield path or f"127.0.0.1:{server.server_address[1]}", server.seen
        server.shutdown()
