"""Request bodies, read in the loop: a stalled upload costs a little memory and no thread."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from tempfile import SpooledTemporaryFile

from nitka.kit.asgi.proxied import client_of
from nitka.kit.asgi.types import Receive, Scope

IN_MEMORY = 512 * 1024
SMALL = 64 * 1024  # a body up to this size is nobody's concern
SLOWEST = 4 * 1024  # bytes a second, on the average, after the patience for one piece


class TooLarge(Exception):
    """The body is larger than this door takes."""


class Disconnected(Exception):
    """The client went away before its request was complete."""


class TooSlow(Exception):
    """Nothing came for longer than we wait, or it comes in drops."""


class NoRoom(Exception):
    """Too much is arriving at once."""


class Room:
    """How many bytes of bodies a process takes in at once, on disk and in memory; one client a quarter of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._of: Counter[str] = Counter()

    def take(self, whose: str, size: int) -> None:
        """Raises NoRoom."""
        if self.held + size > self.most or self._of[whose] + size > self.most // 4:
            raise NoRoom
        self.held += size
        self._of[whose] += size

    def leave(self, whose: str, size: int) -> None:
        """Give back what was taken."""
        self.held -= size
        self._of[whose] -= size
        if not self._of[whose]:
            del self._of[whose]


STRANGERS = Room(512 << 20)


class Body(SpooledTemporaryFile[bytes]):
    """A body as a file; what of it is more than a small one takes room until it is closed."""

    def __init__(self, room: Room, whose: str) -> None:
        super().__init__(max_size=IN_MEMORY)
        self._room, self._whose = room, whose
        self._came = self._taken = 0

    def add(self, piece: bytes) -> None:
        """The next of what arrives. Raises NoRoom."""
        self._came += len(piece)
        more = max(self._came - SMALL, 0) - self._taken
        if more:
            self._room.take(self._whose, more)
            self._taken += more
        self.write(piece)

    def close(self) -> None:
        """Let go of it and of its room."""
        self._room.leave(self._whose, self._taken)
        self._taken = 0
        super().close()

    def __exit__(self, *_: object) -> None:
        self.close()


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


def may_exceed(scope: Scope, size: int) -> bool:
    """Whether the body may be larger than that, as its length or the lack of one says."""
    if not header(scope, b"content-length"):
        return scope["method"] not in ("GET", "HEAD", "OPTIONS")
    return declared_length(scope) > size


async def spool(
    scope: Scope, receive: Receive, limit: int, patience: float = 60, room: Room = STRANGERS
) -> Body:
    """The whole body as a file at its beginning: in memory while small, on disk above that.

    Raises TooLarge, TooSlow, NoRoom, Disconnected. `patience` is for each piece; the whole must come at 4 KB a second.
    """
    if declared_length(scope) > limit:
        raise TooLarge
    body = Body(room, client_of(scope))  # the caller closes it
    try:
        await fill(body.add, receive, limit, patience)
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
    size, began = 0, time.monotonic()
    while True:
        left = began + patience + size / SLOWEST - time.monotonic()
        try:
            async with asyncio.timeout(min(patience, left)):
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
