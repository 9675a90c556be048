"""One open stream: a bounded buffer between the hub and the socket."""

import asyncio
import itertools
import json
import time

from nitka.realtime.topics import Ticket, revocation

MOST_WAITING = 512 * 1024  # bytes; a reader this far behind is cut and resumes from the log

_turns = itertools.count()


class Client:
    """The hub pushes, the stream's task takes everything that waits at once."""

    __slots__ = ("_ended", "_pieces", "_size", "_wake", "address", "fed", "hears", "since", "ticket", "turn")

    def __init__(self, ticket: Ticket, address: str = "") -> None:
        self.ticket = ticket
        self.address = address
        self.hears = frozenset([*ticket.topics, *map(revocation, ticket.subjects)])
        self.since = -1  # events up to this one are in the backlog
        self.fed = time.monotonic()
        self.turn = next(_turns) % 16
        self._pieces: list[bytes] = []
        self._size = 0
        self._ended = False
        self._wake: asyncio.Future[None] | None = None

    def push(self, wire: bytes, event_id: int | None = None) -> None:
        """Put bytes in the buffer; a full buffer ends the stream."""
        if self._ended or (event_id is not None and event_id <= self.since):
            return
        self._pieces.append(wire)
        self._size += len(wire)
        self.fed = time.monotonic()
        if self._size > MOST_WAITING:
            self._pieces.clear()
            self._ended = True
        self._rouse()

    def clear(self) -> None:
        """Drop what waits, as something newer covers it."""
        self._pieces.clear()
        self._size = 0

    def end(self) -> None:
        """No more events; what waits is still sent."""
        self._ended = True
        self._rouse()

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def next(self) -> bytes | None:
        """Everything that waits, as soon as there is something; None at the end."""
        if not self._pieces and not self._ended:
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
            self._wake = None
        if not self._pieces:
            return None
        piece = b"".join(self._pieces)
        self._pieces.clear()
        self._size = 0
        return piece


def frame(event_id: int | None, body: dict[str, object]) -> bytes:
    """One event as it goes over the wire; without an id for what is not in the log."""
    line = f"data: {json.dumps(body, ensure_ascii=False, separators=(',', ':'))}\n\n"
    return (line if event_id is None else f"id: {event_id}\n{line}").encode()
