"""Django's WSGI handler under ASGI.

The body is spooled in the loop first; a thread works only while Django does; what it made is sent from the loop. So
neither a stalled upload nor a slow download holds one of the few threads.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO

from django.db import close_old_connections

from nitka.kit.asgi import bodies, environs, streams
from nitka.kit.asgi.answers import Problem, send_problem
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import Headers, Receive, Scope, Send

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHUNK = 64 * 1024
STRANGERS_LIMIT = 2 << 20  # no form and no program's request is larger (`DATA_UPLOAD_MAX_MEMORY_SIZE`)


class Head:
    """Status and headers as the application started them."""

    status = 500
    headers: Headers = []

    def start(self, status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], None]:
        """WSGI's start_response."""
        self.status = int(status.split(" ", 1)[0])
        self.headers = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in headers]
        return _no_write

    def message(self) -> dict[str, Any]:
        """The first message of the answer."""
        return {"type": "http.response.start", "status": self.status, "headers": self.headers}


class OpenFile:
    """WSGI's file wrapper: marks an answer that is a file, so that the loop can send it."""

    def __init__(self, file: BinaryIO, size: int = CHUNK) -> None:
        self.file = file
        self.size = size

    def __iter__(self) -> Iterable[bytes]:
        return iter(lambda: self.file.read(self.size), b"")

    def close(self) -> None:
        """Close the file, and with it Django's response."""
        self.file.close()


class Pages:
    """An ASGI application around a WSGI one."""

    def __init__(
        self, app: Wsgi, *, threads: int = 8, body_limit: int = 64 << 20, waiting: int = 500,
        knows: Callable[[Scope], bool] = lambda scope: True,
    ) -> None:
        self.app = app
        self.body_limit = body_limit
        self.knows = knows  # whether somebody signed in asks: only they send files
        self.members = bodies.Room(2 << 30)
        self.waiting = waiting
        self.in_work = 0
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            limit, room = await self._room(scope)
            with await bodies.spool(scope, receive, limit, room=room) as body:
                if self.in_work >= self.waiting:
                    raise Problem(503, "busy", "Too many requests at once.", retry_after=1)
                await self._answer(environs.build(scope, body), receive, send)
        except bodies.TooLarge:
            await send_problem(send, Problem(413, "too_large", "The request is too large."))
        except bodies.TooSlow:
            await send_problem(send, Problem(408, "timeout", "The request took too long to arrive."))
        except bodies.NoRoom:
            await send_problem(send, Problem(503, "busy", "Too much is arriving at once.", retry_after=10))
        except Problem as problem:
            await send_problem(send, problem)
        except bodies.Disconnected:
            pass

    async def _room(self, scope: Scope) -> tuple[int, bodies.Room]:
        """How large a body may be, and whose room it takes: who sends more than a small one is looked at first."""
        if bodies.may_exceed(scope, bodies.SMALL) and await in_thread(lambda: self.knows(scope)):
            return self.body_limit, self.members
        return min(STRANGERS_LIMIT, self.body_limit), bodies.STRANGERS

    async def _answer(self, environ: dict[str, Any], receive: Receive, send: Send) -> None:
        head = Head()
        environ["wsgi.file_wrapper"] = OpenFile
        self.in_work += 1
        try:
            content = await self._in_thread(self._call, environ, head)
        finally:
            self.in_work -= 1
        if isinstance(content, bytes):
            await send(head.message())
            await send({"type": "http.response.body", "body": content})
        elif isinstance(content, OpenFile):
            await self._send_file(content, head, send)
        else:
            await streams.send(content, head.message(), receive, send)

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        context = contextvars.copy_context()  # what middleware sets must not outlive the request in its thread
        return await asyncio.get_running_loop().run_in_executor(self.pool, context.run, work, *arguments)

    def _call(self, environ: dict[str, Any], head: Head) -> Any:
        result = self.app(environ, head.start)
        if isinstance(result, OpenFile):
            close_old_connections()  # request_finished comes with the end of the file, perhaps in another thread
            return result
        if getattr(result, "streaming", False):
            close_old_connections()
            return result
        try:
            return b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close:
                close()

    async def _send_file(self, content: OpenFile, head: Head, send: Send) -> None:
        try:
            await send(head.message())
            while piece := await self._in_thread(content.file.read, CHUNK):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            await self._in_thread(content.close)


def _no_write(_: bytes) -> None:
    raise NotImplementedError("write() of start_response is not supported")
