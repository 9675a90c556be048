"""The other sides: a push service that speaks RFC 8030, 8188, 8291 and 8292 over HTTP, and a mail relay over SMTP."""

import base64
import json
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from aiosmtpd.controller import Controller
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from nitka.kit.ports import free_port

LARGEST = 4096


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def data(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Subscription:
    """A browser's own side: it alone can read what is pushed."""

    endpoint: str
    key: str  # of the application server that it was made for; empty: any
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)  # to the next pushes, instead of 201

    @property
    def given(self) -> dict[str, str]:
        """What its page hands to the server."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": text(point), "auth": text(self.secret)}


class PushService:
    """Many subscriptions; `said` is what it had to complain of."""

    def __init__(self) -> None:
        service = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status, headers = service.take(self.path, dict(self.headers.items()), body)
                self.send_response(status)
                for name, value in ({"Content-Length": "0"} | headers).items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.known: dict[str, Subscription] = {}
        self.said: list[str] = []
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def subscribe(self, key: str = "") -> Subscription:
        path = f"/push/{text(os.urandom(24))}"
        made = self.known[path] = Subscription(f"{self.origin}{path}", key)
        return made

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        found = self.known.get(path)
        if found is None:
            return 404, {}
        if found.answers:
            return found.answers.pop(0)
        for status, wrong in self._faults(found, headers, body):
            self.said.append(wrong)
            return status, {}
        plain = http_ece.decrypt(body, private_key=found.private, auth_secret=found.secret, version="aes128gcm")
        found.got.append(json.loads(plain))
        found.headers.append(headers)
        return 201, {"Location": f"{self.origin}/message/{len(found.got)}"}

    def _faults(self, of: Subscription, headers: dict[str, str], body: bytes) -> Iterator[tuple[int, str]]:
        if not headers.get("TTL", "").isdigit():
            yield 400, "RFC 8030: no TTL"
        if len(body) > LARGEST:
            yield 413, "too large"
        if headers.get("Content-Encoding") != "aes128gcm":
            yield 400, "RFC 8291: not aes128gcm"
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,32}", headers.get("Topic", "")):
            yield 400, "RFC 8030: not a topic"
        if headers.get("Urgency", "normal") not in ("very-low", "low", "normal", "high"):
            yield 400, "RFC 8030: not an urgency"
        wrong = self._vapid(of, headers.get("Authorization", ""))
        if wrong:
            yield 403, wrong

    def _vapid(self, of: Subscription, given: str) -> str:
        found = re.fullmatch(r"vapid t=([^,]+), ?k=(.+)", given)
        if not found or not Vapid02.verify(given.replace(", ", ",")):
            return "RFC 8292: not signed"
        claims = json.loads(data(found[1].split(".")[1]))
        if claims["aud"] != self.origin:
            return f"RFC 8292: for {claims['aud']}"
        if not time.time() < claims["exp"] <= time.time() + 24 * 3600:
            return "RFC 8292: expired, or lives for too long"
        if not re.match(r"mailto:.+@.+|https://", claims.get("sub", "")):
            return "RFC 8292: no contact"
        return "" if of.key in ("", found[2]) else "RFC 8292: another key than it was subscribed with"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class Relay:
    """The relay of letters to members; `answers` are said to the next letters instead of 250."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: list[str] = []
        self.refused: set[str] = set()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refused:
            return "550 5.1.1 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answers:
            return self.answers.pop(0)
        self.letters.append(BytesParser(policy=default).parsebytes(envelope.content))  # type: ignore[arg-type]
        return "250 kept"


@contextmanager
def relaying() -> Iterator[Relay]:
    relay = Relay()
    relay.controller.start()
    try:
        yield relay
    finally:
        relay.controller.stop()


def plain(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def html(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    return str(body.get_content()) if body else ""
