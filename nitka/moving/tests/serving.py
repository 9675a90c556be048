"""A program that plays a documented API over real HTTP, with its moods: busy, broken, cut off, a key that changed."""

import json
import socket
import struct
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from nitka.kit.tests.listening import listening


class Played:
    """Routes answer (status, JSON or bytes, headers); `moods` are answered first, one a question."""

    def __init__(self):
        self.moods = []  # each: (how many questions are answered well before it, what comes instead)
        self.asked = []  # (method, path, query, headers, body)
        self.url = ""

    def answer(self, method, path, query, headers, body):
        raise NotImplementedError

    def mood(self, after, status=500, headers=None, body=b"{}", cut=False):
        self.moods.append((len(self.asked) + after, status, headers or {}, body, cut))


@contextmanager
def served(program):
    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _any(self):
            parts = urlsplit(self.path)
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            n = len(program.asked)
            program.asked.append((self.command, parts.path, parse_qs(parts.query), dict(self.headers), body))
            due = next((one for one in program.moods if one[0] == n), None)
            if due:
                _, status, headers, told, cut = due
            else:
                query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
                status, told, headers = program.answer(self.command, parts.path, query, self.headers, body)
                told, cut = told if isinstance(told, bytes) else json.dumps(told).encode(), False
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            if cut:
                self.wfile.write(told[: len(told) // 2])
                self.wfile.flush()
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()
                return
            self.wfile.write(told)

        do_GET = do_POST = _any  # noqa: N815 (the library's names)

        def log_message(self, *args):
            pass

        def handle(self):
            with suppress(ConnectionError, ValueError):
                super().handle()

    with listening(Door) as program.url:
        yield program
