"""Answers of native handlers: JSON, errors in one shape, files."""

from typing import Any

from nitka.kit.asgi.types import Headers, Send
from nitka.kit.text import dump

PLAIN: Headers = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]


class Problem(Exception):
    """A refusal with a code for programs and a sentence for people; a handler raises it, the door answers it."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: float = 0) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = str(message)
        self.retry_after = retry_after


async def send_bytes(
    send: Send, status: int, body: bytes, content_type: bytes, headers: Headers = PLAIN, *, head_only: bool = False
) -> None:
    """A complete answer; to HEAD, its headers."""
    head = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": b"" if head_only else body})


async def send_text(send: Send, status: int, text: str, headers: Headers = PLAIN) -> None:
    """A plain text answer."""
    await send_bytes(send, status, text.encode(), b"text/plain; charset=utf-8", headers)


async def send_json(send: Send, status: int, data: Any, headers: Headers | None = None) -> None:
    """A JSON answer; `headers` come on top of the usual ones."""
    await send_bytes(send, status, dump(data).encode(), b"application/json", [*PLAIN, *(headers or [])])


async def send_empty(send: Send, status: int = 204, headers: Headers | None = None, *, plain: bool = True) -> None:
    """An answer without a body."""
    head = [*(PLAIN if plain else []), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": b""})


async def send_problem(send: Send, problem: Problem, headers: Headers | None = None) -> None:
    """The one shape of errors: {"error": {"code", "message"}}, with Retry-After where waiting helps."""
    extra = list(headers or [])
    if problem.retry_after > 0:
        extra.append((b"retry-after", str(max(1, round(problem.retry_after + 0.5))).encode()))
    await send_json(send, problem.status, {"error": {"code": problem.code, "message": problem.message}}, extra)
