"""A small server that speaks the chat's doors over real HTTP, with faults on demand. Other origins come as pages."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import parse_qs, urlsplit

STATIC = Path(__file__).parents[2] / "static" / "chat"
CHANNEL = "0198b1f0-0000-7000-8000-000000000001"
WAIT = {"low": 180, "high": 360, "typical": 240, "n": 41}
VERA = {"name": "Вера", "initials": "ВК", "hue": 330}
PEOPLE = [VERA, {"name": "Олег", "initials": "ОР", "hue": 90}, {"name": "Илья", "initials": "ИР", "hue": 210}]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360606000000004"
    "0001f61738550000000049454e44ae426082"
)
RATING = {
    "ru": {
        "question": "Вопрос решён?",
        "labels": ["Совсем нет", "Скорее нет", "Отчасти", "Да", "Отлично"],
        "low": [["slow", "Долго отвечали"], ["unsolved", "Вопрос не решён"]],
        "high": [["fast", "Быстро ответили"], ["clear", "Понятно объяснили"]],
        "low_question": "Что было не так?",
        "high_question": "Что понравилось?",
    },
    "en": {
        "question": "Is it solved?",
        "labels": ["Not at all", "Not really", "Partly", "Yes", "Great"],
        "low": [["slow", "Slow to answer"]],
        "high": [["fast", "Quick answer"]],
        "low_question": "What went wrong?",
        "high_question": "What went well?",
    },
}


def now() -> str:
    return datetime.now(UTC).isoformat()


@dataclass
class Doors:
    """What the server holds and how it misbehaves."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    ratings: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    listeners: set[SimpleQueue[dict[str, Any] | None]] = field(default_factory=set)
    sessions: list[str] = field(default_factory=list)
    typing: int = 0
    wait: dict[str, int] | None = field(default_factory=lambda: dict(WAIT))
    brand: dict[str, Any] = field(default_factory=lambda: {"name": "Уклад", "color": None, "logo": None})
    hours: dict[str, Any] = field(default_factory=dict)  # what the config says besides, as when it opens
    limits: dict[str, int] = field(default_factory=lambda: {"text": 10000, "file": 20971520, "files": 10})
    answers_lost: int = 0  # the message is stored, its answer never arrives
    refusals: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    hold: threading.Event = field(default_factory=threading.Event)
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0
    down: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [row["text"] for row in self.rows if row["from"] == "visitor"]

    def publish(self, kind: str, data: dict[str, Any], kept: bool = True) -> None:
        with self.lock:
            event = {"kind": kind, "data": data, "topic": "visitor:x"}
            if kept:
                self.events.append(event)
                event["id"] = len(self.events)
            for listener in self.listeners:
                listener.put(event)

    def tell(self, kind: str, data: dict[str, Any], kept: bool = True) -> None:
        """Publish once a stream is open: what is said before the first one stands is nobody's to hear."""
        until(lambda: self.listeners)
        self.publish(kind, data, kept)

    def receive(self, body: dict[str, Any]) -> dict[str, Any]:
        with self.lock:
            self.posts.append(body["id"])
            row = next((r for r in self.rows if r["id"] == body["id"]), None)
            if row is None:
                row = {"id": body["id"], "from": "visitor", "text": body["text"], "at": now(), "state": "sent"}
                row["files"] = [self.file_row(f) for f in body.get("files", [])]
                self.rows.append(row)
        self.publish("message", {"id": row["id"], "from": "visitor"})
        return {"id": row["id"], "at": row["at"]}

    def file_row(self, key: str) -> dict[str, Any]:
        name, kind, data = self.files[key]
        url = f"/f/{key}"
        return {"name": name, "type": kind, "size": len(data), "url": url, "image": kind.startswith("image/")}

    def answer(self, text: str, files: list[dict[str, Any]] | None = None, who: dict[str, Any] = VERA) -> str:
        row = {"id": str(uuid.uuid4()), "from": "agent", "text": text, "at": now(), "files": files or [], **who}
        self.rows.append(row)
        self.publish("message", {"id": row["id"], "from": "agent"})
        return str(row["id"])

    def cut(self) -> None:
        """Every stream ends as a broken connection does."""
        for listener in list(self.listeners):
            listener.put(None)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    doors: Doors

    def log_message(self, *_: Any) -> None:
        pass

    def reply(
        self, status: int, body: Any = None, headers: dict[str, str] | None = None, kind: str = "application/json"
    ) -> None:
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language",
            "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Expose-Headers": "Retry-After",
        }.items() | (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def parse_request(self) -> bool:
        """A stopped server answers nothing on the connections it left open."""
        if self.doors.down:
            self.close_connection = True
            return False
        return super().parse_request()

    def do_OPTIONS(self) -> None:
        self.reply(204)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        doors = self.doors
        if url.path in doors.pages:
            body, headers = doors.pages[url.path]
            self.reply(200, body.encode(), headers, "text/html; charset=utf-8")
        elif url.path == "/widget.js":
            name = "widget-more.js" if query.get("part") == "more" else "widget.js"
            self.reply(200, (STATIC / name).read_bytes(), kind="text/javascript; charset=utf-8")
        elif url.path == "/stream":
            self.stream(int(query.get("after") or self.headers.get("Last-Event-ID") or -1))
        elif url.path.startswith("/f/"):
            _, kind, data = doors.files[url.path[3:]]
            self.reply(200, data, kind=kind)
        elif url.path == "/rate/token":
            nothing = {"scale": "csat", "score": None, "factors": [], "comment": "", "open": True}
            self.reply(200, nothing | RATING[self.language()])
        elif not url.path.startswith(f"/chat/{CHANNEL}/"):
            self.reply(404, {"error": {"code": "not_found", "message": "Такого канала нет"}})
        else:
            self.chat_get(url.path.rsplit("/", 1)[1], query)

    def language(self) -> str:
        return "ru" if self.headers.get("Accept-Language", "").startswith("ru") else "en"

    def chat_get(self, door: str, query: dict[str, str]) -> None:
        doors = self.doors
        if door == "config":
            self.reply(
                200,
                {
                    "channel": CHANNEL,
                    "language": "ru",
                    "brand": doors.brand,
                    "texts": {"ru": {}, "en": {}},
                    "people": PEOPLE,
                    "on_shift": 3,
                    "wait": doors.wait,
                    "limits": doors.limits,
                    **doors.hours,
                },
            )
        elif not self.known():
            self.reply(401, {"error": {"code": "session", "message": "Сеанс неизвестен"}})
        elif door == "stream":
            self.reply(200, {"stream": f"{doors.url}/stream?sig=1"})
        else:
            start = int(query.get("after") or 0)
            page = doors.rows[start : start + 100]
            self.reply(200, {"data": page, "next": str(start + len(page))})

    def known(self) -> bool:
        return self.headers.get("Authorization", "").removeprefix("Bearer ") in self.doors.sessions

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        door = urlsplit(self.path).path.rsplit("/", 1)[1]
        doors = self.doors
        if door == "token":
            doors.ratings.append(json.loads(raw))
            self.reply(200, {})
        elif door == "sessions":
            doors.sessions.append(f"v1.{uuid.uuid4()}.sig")
            self.reply(201, {"session": doors.sessions[-1], "stream": f"{doors.url}/stream?sig=1"})
        elif not self.known():
            self.reply(401, {"error": {"code": "session", "message": "Сеанс неизвестен"}})
        else:
            getattr(self, f"post_{door}")(raw)

    def post_messages(self, raw: bytes) -> None:
        doors = self.doors
        if doors.refusals:
            status, headers = doors.refusals.pop(0)
            return self.reply(status, {"error": {"code": "x", "message": "Слишком длинно"}}, headers)
        doors.hold.wait(20)
        answer = doors.receive(json.loads(raw))
        if doors.answers_lost:
            doors.answers_lost -= 1
            self.close_connection = True
            return self.connection.close()
        return self.reply(202, answer)

    def post_files(self, raw: bytes) -> None:
        boundary = self.headers["Content-Type"].split("boundary=")[1].encode()
        head, data = raw.split(b"--" + boundary)[1].split(b"\r\n\r\n", 1)
        name = head.decode().split('filename="')[1].split('"')[0]
        kind = head.decode().split("Content-Type: ")[1].split("\r\n")[0]
        if name.endswith(".exe"):
            return self.reply(415, {"error": {"code": "file_type", "message": "Программы не принимаем"}})
        key = str(uuid.uuid4())
        self.doors.files[key] = (name, kind, data[:-2])
        return self.reply(201, {"id": key, **{k: v for k, v in self.doors.file_row(key).items() if k != "url"}})

    def post_contact(self, raw: bytes) -> None:
        self.doors.contacts.append(json.loads(raw))
        self.reply(200, {"ok": True})

    def post_typing(self, raw: bytes) -> None:
        self.doors.typing += 1
        self.reply(204)

    def post_receipts(self, raw: bytes) -> None:
        self.doors.receipts.append(json.loads(raw))
        self.reply(204)

    def stream(self, after: int) -> None:
        """Events after the given id, then live ones; ends when the test cuts it."""
        doors = self.doors
        listener: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Connection", "close")
        self.end_headers()
        with doors.lock:
            missed = doors.events[after:] if after >= 0 else []
            head = len(doors.events)
            doors.listeners.add(listener)
        try:
            self.event({"id": head - len(missed), "kind": "hello", "data": {"resumed": after >= 0}})
            for event in missed:
                self.event(event)
            while True:
                try:
                    event = listener.get(timeout=15)
                except Empty:
                    event = {"kind": "tick", "data": {}}
                if event is None:
                    break
                self.event(event)
        except OSError:
            pass
        finally:
            doors.listeners.discard(listener)
            self.close_connection = True

    def event(self, event: dict[str, Any]) -> None:
        line = f"id: {event['id']}\n" if "id" in event else ""
        self.wfile.write(f"{line}data: {json.dumps(event)}\n\n".encode())
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """A browser that goes away is no news."""


@contextmanager
def serving(port: int = 0, doors: Doors | None = None) -> Iterator[Doors]:
    doors = doors or Doors()
    doors.hold.set()
    doors.down = False
    handler = type("Handler", (Handler,), {"doors": doors})
    server = Server(("127.0.0.1", port), handler)
    doors.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield doors
    finally:
        doors.down = True
        doors.cut()
        doors.hold.set()
        server.shutdown()
        server.server_close()


def until(check: Any, seconds: float = 10) -> None:
    """Waits for a state of the server."""
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            raise AssertionError("the state never came")
        time.sleep(0.02)
