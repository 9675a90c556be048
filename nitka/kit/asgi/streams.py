"""Streamed answers of Django: made on one thread of their own, sent from the loop, stopped when the client goes."""

import asyncio
import contextvars
import threading
from collections.abc import Iterable
from typing import Any

from django.db import close_old_connections

from nitka.kit.asgi.types import Message, Receive, Send

AHEAD = 16  # pieces made before the client has taken them
STALL = 60.0  # seconds a client may take nothing


class Gone(Exception):
    """Nobody reads any more."""


class Pipe:
    """Pieces from a thread to the loop, a few at a time."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.queue: asyncio.Queue[bytes | BaseException | None] = asyncio.Queue()
        self.room = threading.Semaphore(AHEAD)
        self.gone = False

    def put(self, piece: bytes | BaseException | None) -> None:
        """Hand over a piece (thread); waits while the client is behind. Raises Gone."""
        if (isinstance(piece, bytes) and not self.room.acquire(timeout=STALL)) or self.gone:
            raise Gone
        self.loop.call_soon_threadsafe(self.queue.put_nowait, piece)

    def leave(self) -> None:
        """Tell the thread that nobody reads (loop)."""
        self.gone = True
        self.room.release()

    async def get(self) -> bytes | None:
        """The next piece, None at the end; an exception of the thread is raised here."""
        piece = await self.queue.get()
        if isinstance(piece, BaseException):
            raise piece
        self.room.release()
        return piece


async def send(content: Iterable[bytes], head: Message, receive: Receive, send: Send) -> None:
    """Send a streamed answer; the generator runs, and is closed, on one thread."""
    pipe = Pipe()
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_produce, content, pipe), name="streamed", daemon=True).start()
    watch = asyncio.ensure_future(_disconnect(receive))
    try:
        await send(head)
        while (piece := await _next(pipe, watch)) is not None:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if not watch.done():
            await send({"type": "http.response.body", "body": b""})
    finally:
        pipe.leave()
        watch.cancel()


async def _next(pipe: Pipe, watch: "asyncio.Future[None]") -> bytes | None:
    piece = asyncio.ensure_future(pipe.get())
    either: set[asyncio.Future[Any]] = {piece, watch}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if piece.done():
        return piece.result()
    piece.cancel()
    return None


async def _disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _produce(content: Any, pipe: Pipe) -> None:
    end: BaseException | None = None
    try:
        for piece in content:
            if piece:
                pipe.put(bytes(piece))
    except Gone:
        pass
    except BaseException as error:  # the loop raises it: the connection breaks, and so the client knows
        end = error
    finally:
        content.close()
        close_old_connections()
    if not pipe.gone:
        pipe.put(end)
