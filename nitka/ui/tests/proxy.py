"""A proxy that answers by itself: a browser behind it keeps our static files from page to page, as anybody's does.

What is answered through Playwright's routes is never kept: some forty files went through its pipe for every page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from nitka.kit.tests.listening import listening


@dataclass(frozen=True)
class Answer:
    """What a request of the browser is told."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@contextmanager
def answering(answer: Callable[[str], Answer]) -> Iterator[str]:
    """The address of a proxy that asks `answer`, in threads of its own, for each URL; nothing goes further."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1  # head and body leave together

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            self.close_connection = not (self.raw_requestline and self.parse_request())
            if not self.close_connection:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._send(answer(self.path))

        def _send(self, given: Answer) -> None:
            self.send_response_only(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            if given.status != 204:
                self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)
            self.wfile.flush()

    with listening(Handler) as address:
        yield address
