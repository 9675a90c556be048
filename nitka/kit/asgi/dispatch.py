"""The front of the web process: a request goes to the handler of its path; all get an id, a log line and a count."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog

from nitka.kit import context, logs, meters
from nitka.kit.asgi.answers import Problem, send_json, send_problem, send_text
from nitka.kit.asgi.bodies import header
from nitka.kit.asgi.guards import Guards
from nitka.kit.asgi.proxied import Front, Proxied
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import App, Message, Receive, Scope, Send
from nitka.kit.requests import request_id

log = structlog.get_logger("nitka.web")
say = logs.quick("nitka.web")
Check = Callable[[], None]
Stop = Callable[[], Awaitable[None]]
Class = Callable[[str], str]
QUIET = ("/healthz", "/readyz", "/metrics")  # asked all day; only what is refused is worth a line
UNTIMED = "stream"  # the class of requests that stay open


class Dispatcher:
    """An ASGI application of several: `routes` are pairs of a path (`/exact` or `/prefix/`) and a handler."""

    def __init__(
        self, routes: Sequence[tuple[str, App]], rest: App, *, check: Check, front: Front | None = None,
        class_of: Class = lambda path: "all", stops: Sequence[Stop] = (),
    ) -> None:
        self.exact = {path: app for path, app in routes if not path.endswith("/")}
        self.prefixes = [(path, app) for path, app in routes if path.endswith("/")]
        self.rest = rest
        self.check = check
        self.class_of = class_of
        self.stops = stops
        self.starts: Sequence[Stop] = ()
        self.guards = Guards(front.address, front.streams) if front else Guards()
        self.proxied = Proxied(front.proxies if front else 0)
        self.exact |= {"/healthz": _healthz, "/readyz": self._readyz}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or see the server up and down."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.proxied.settle(scope)
        answer = Answer(send, request_id(header(scope, b"x-request-id")), self.guards)
        scope["headers"] = [
            *(pair for pair in scope["headers"] if pair[0].lower() != b"x-request-id"),
            (b"x-request-id", answer.request_id.encode()),
        ]
        token = context.request_id.set(answer.request_id)
        try:
            await self._handler(scope["path"])(scope, receive, answer.send)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("request failed", method=scope["method"], path=scope["path"])
            if not answer.status:
                sorry = f"Something broke here ({answer.request_id})."
                await send_problem(answer.send, Problem(500, "internal", sorry))
        finally:
            context.request_id.reset(token)
            self._note(scope, answer)

    def _handler(self, path: str) -> App:
        found = self.exact.get(path)
        if found is not None:
            return found
        return next((app for prefix, app in self.prefixes if path.startswith(prefix)), self.rest)

    def _note(self, scope: Scope, answer: "Answer") -> None:
        path, seconds = scope["path"], time.monotonic() - answer.started
        sort = self.class_of(path)
        meters.count("nitka_requests_total", sort=sort, status=f"{answer.status // 100}xx")
        if sort != UNTIMED:
            meters.observe("nitka_request_seconds", seconds, sort=sort)
        if answer.status >= 400 or not (path in QUIET or path.startswith("/static/")):
            milliseconds = round(seconds * 1000, 1)
            say("request", method=scope["method"], path=path, status=answer.status, ms=milliseconds,
                request_id=answer.request_id)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await asyncio.gather(*(start() for start in self.starts))
            if message["type"] == "lifespan.shutdown":
                await asyncio.gather(*(stop() for stop in self.stops), return_exceptions=True)
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _readyz(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        try:
            await asyncio.wait_for(in_thread(self.check), 3)
        except Exception as error:
            log.warning("not ready", error=str(error).strip())
            return await send_json(send, 503, {"ready": False, "reason": "The database does not answer."})
        await send_json(send, 200, {"ready": True})
        return None


async def _healthz(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send_text(send, 200, "ok\n")


class Answer:
    """The sending side of one request: adds its id and the guards, remembers its status."""

    __slots__ = ("_guards", "_send", "request_id", "started", "status")

    def __init__(self, send: Send, name: str, guards: Guards) -> None:
        self._send = send
        self._guards = guards
        self.request_id = name
        self.status = 0
        self.started = time.monotonic()

    async def send(self, message: Message) -> None:
        """ASGI's send."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers: list[Any] = list(message.get("headers", []))
            if not any(pair[0] == b"x-request-id" for pair in headers):
                headers.append((b"x-request-id", self.request_id.encode()))
            message["headers"] = self._guards.complete(headers)
        await self._send(message)
