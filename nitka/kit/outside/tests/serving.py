"""A stranger's server over real HTTP, for one module of tests."""

import json
import time
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs


class Stranger(BaseHTTPRequestHandler):
    """Says nothing of its own."""

    def answer(self, status: int, data: dict[str, Any]) -> None:
        """In JSON."""
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def lead(self, address: str) -> None:
        """Send the browser on."""
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def form(self) -> dict[str, str]:
        """What was posted."""
        return once(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def drip(self) -> None:
        """Answer a byte at a time, for four seconds."""
        self.send_response(200)
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        pass


def once(query: str) -> dict[str, str]:
    """Each name with its first value."""
    return {name: values[0] for name, values in parse_qs(query).items()}
