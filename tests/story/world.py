"""What the story happens in: a running Nitka, the server that takes its letters, a page of another origin."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from smtplib import SMTP
from typing import Any, TypeVar

from aiosmtpd.controller import Controller

ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("NITKA_", "DJANGO_", "DATABASE_"))
}
PLAIN = Path(__file__).resolve().parents[2] / "nitka" / "demo" / "shop" / "plain.html"
T = TypeVar("T")


def until(look: Callable[[], T], seconds: float = 10) -> T:
    """What `look` sees once it sees something."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"nothing after {seconds} s"
        time.sleep(0.05)
    return seen


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """A running `nitka up` in a directory of its own."""

    def __init__(self, data: Path) -> None:
        self.data, self.port, self.smtp_port = data, free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.out = data / "stdout"

    def open(self) -> None:
        """Start it and wait for its greeting."""
        command = [sys.executable, "-m", "nitka.cli", "up", "--data", str(self.data)]
        command += ["--port", str(self.port), "--smtp-port", str(self.smtp_port)]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(command, env=ENVIRONMENT, stdout=out, stderr=out)
        until(lambda: "is open at" in self.out.read_text() or self.process.poll() is not None, 90)
        assert self.process.poll() is None, self.out.read_text()

    def tell(self, *arguments: str) -> dict[str, Any]:
        """A command beside the running system, and its answer."""
        command = [sys.executable, "-m", "nitka.cli", *arguments, "--data", str(self.data), "--json"]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def post(self, letter: EmailMessage) -> None:
        """Send a letter the way the world does."""
        with SMTP("127.0.0.1", self.smtp_port, timeout=10) as smtp:
            smtp.send_message(letter)

    def complaints(self) -> list[str]:
        """What its log says went wrong."""
        lines = (self.data / "log" / "nitka.log").read_text().splitlines()
        return [line for line in lines if json.loads(line).get("level") in ("error", "critical")]

    def close(self) -> None:
        """Stop it as Ctrl-C does."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)


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
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def living() -> Iterator[tuple[House, Relay]]:
    """A house nobody has set up yet, and a relay."""
    data = Path(tempfile.mkdtemp(prefix="nitka-story-"))
    data.chmod(0o711)  # the server's own user must pass it
    house, relay = House(data), Relay()
    relay.controller.start()
    try:
        house.open()
        yield house, relay
    finally:
        house.close()
        relay.controller.stop()
        shutil.rmtree(data, ignore_errors=True)
