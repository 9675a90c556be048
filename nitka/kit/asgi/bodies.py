"""Request bodies, read in the loop: a stalled upload costs a little memory and no thread."""

import asyncio
from collections.abc import Callable
from tempfile import SpooledTemporaryFile

from nitka.kit.asgi.types import Receive, Scope

IN_MEMORY = 512 * 1024


class TooLarge(Exception):
    """The body is larger than this door takes."""


class Disconnected(Exception):
    """The client went away before its request was complete."""


class TooSlow(Exception):
    """Nothing came for longer than we wait."""


def header(scope: Scope, name: bytes) -> str:
    """A request header in lower-case bytes, or an empty string."""
    for key, value in scope["headers"]:
        if key.lower() == name:
            return str(value.decode("latin-1"))
    return ""


def declared_length(scope: Scope) -> int:
    """What Content-Length promises; 0 when it is absent or no number."""
    value = header(scope, b"content-length")
    return int(value) if value.isascii() and value.isdigit() else 0


async def spool(scope: Scope, receive: Receive, limit: int, patience: float = 60) -> "SpooledTemporaryFile[bytes]":
    """The whole body as a file at its beginning: in memory while small, on disk above that.

    Raises TooLarge, TooSlow, Disconnected. `patience` is for each piece, not for the whole.
    """
    if declared_length(scope) > limit:
        raise TooLarge
    body: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    try:
        await fill(body.write, receive, limit, patience)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def read(scope: Scope, receive: Receive, limit: int, patience: float = 60) -> bytes:
    """The whole of a small body as bytes; raises as `spool` does."""
    if declared_length(scope) > limit:
        raise TooLarge
    pieces: list[bytes] = []
    await fill(pieces.append, receive, limit, patience)
    return b"".join(pieces)


async def fill(add: Callable[[bytes], object], receive: Receive, limit: int, patience: float = 60) -> None:
    """Hand each piece of a body to `add`; raises as `spool` does."""
    size = 0
    while True:
        try:
            async with asyncio.timeout(patience):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        if message["type"] == "http.disconnect":
            raise Disconnected
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise TooLarge
        add(piece)
        if not message.get("more_body", False):
            return
