"""What the story happens in: a running Nitka, the server that takes its letters, a page of another origin."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from nitka.cli.tests.house import House, standing, until
from nitka.kit.ports import free_port

PLAIN = Path(__file__).resolve().parents[2] / "nitka" / "demo" / "shop" / "plain.html"


class Relay:
    """The company's outgoing mail server: keeps what it was given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:
        """Keep a letter."""
        letter: Any = BytesParser(policy=default).parsebytes(envelope.content)
        self.letters.append(letter)
        return "250 kept"

    def to(self, address: str, containing: str) -> EmailMessage:
        """The letter to `address` with these words, once it has come; there is only one."""

        def found() -> list[EmailMessage]:
            return [each for each in self.letters if address in each["To"] and containing in text_of(each)]

        letters = until(found, 15)
        assert len(letters) == 1, [each["Subject"] for each in letters]
        return letters[0]


def text_of(letter: EmailMessage) -> str:
    """Its plain text."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def html_of(letter: EmailMessage) -> str:
    """Its HTML."""
    body = letter.get_body(("html",))
    return str(body.get_content()) if body else ""


class Site:
    """Somebody's plain page with the strictest policy, on an origin that is not ours."""

    def __init__(self, house: House, channel: str, language: str) -> None:
        page = PLAIN.read_text().replace("{{origin}}", house.url).replace("{{channel}}", channel)
        body = page.replace('lang="en"', f'lang="{language}"').encode()

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if self.path == "/" else 404)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(body if self.path == "/" else b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://localhost:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def living() -> Iterator[tuple[House, Relay]]:
    """A house nobody has set up yet, and a relay."""
    relay = Relay()
    relay.controller.start()
    try:
        with standing("story", NITKA_INSIDE_NETWORKS="127.0.0.0/8") as house:
            yield house, relay
            assert house.close() == 0
    finally:
        relay.controller.stop()
