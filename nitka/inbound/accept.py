"""Store and acknowledge: concurrent senders share one commit.

A sender always meets the same flusher, so that its order holds. A repeat of (workspace, source, key) gets the first
answer. Nothing is acknowledged before its commit is durable.
"""

import asyncio
import zlib
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
import structlog
from psycopg.errors import ProgramLimitExceeded

from nitka.inbound.models import HEAVY, LANES
from nitka.kit import bell, blobs, clock, config, context
from nitka.kit.faults import said
from nitka.kit.ids import uuid7
from nitka.kit.text import dump

FLUSHERS = 2
BATCH = 500
WAITING = 4_000  # a flusher's queue; full means 503, not memory
PATIENCE = 5.0  # seconds to find the database again before senders are told to come back
# Seconds between two words that something waits: who has heard one looks by itself for longer than that
TELL = bell.WARM / 2
LARGE = 256 * 1024  # raw bytes above this lie in a blob

log = structlog.get_logger(__name__)


class Full(Exception):
    """Too much waits, or the database is away: the sender should come back in a few seconds."""


class Refused(Exception):
    """The database cannot hold this item whatever we do; the sender's mistake."""


@dataclass(slots=True)
class Raw:
    """One thing that arrived. `key` decides sameness within (workspace, source); `sender` decides the lane.

    `weight`: how many ordinary things it takes as long to digest as. `inline`: bytes stay in the log whatever their
    size, as they go with its row.
    """

    workspace_id: UUID
    source_id: UUID
    kind: str
    key: str
    sender: str
    payload: dict[str, Any] | None = None
    raw: bytes | None = None
    weight: int = 1
    inline: bool = False


@dataclass(slots=True)
class Accepted:
    """What became of it: its id for ever, when it first arrived, and whether it had arrived before."""

    id: UUID
    at: datetime
    repeated: bool = False


@dataclass(slots=True)
class _Waiting:
    line: str
    answer: Accepted
    done: asyncio.Future[Accepted]


def lane_of(source_id: UUID, sender: str, kind: str) -> int:
    """The lane of a sender: stable, and the same in every process."""
    lane = zlib.crc32(source_id.bytes + sender.encode("utf-8", "replace")) % LANES
    return lane + LANES if kind in HEAVY else lane


async def accept(raw: Raw) -> Accepted:
    """Store `raw` and return once its commit is durable. Raises Full or Refused."""
    return await _acceptor().accept(raw)


async def close() -> None:
    """Flush what waits in this loop and close its connections."""
    acceptor = _acceptors.pop(asyncio.get_running_loop(), None)
    if acceptor is not None:
        await acceptor.close()


class _Acceptor:
    def __init__(self) -> None:
        self.flushers = [_Flusher() for _ in range(FLUSHERS)]

    async def accept(self, raw: Raw) -> Accepted:
        lane = lane_of(raw.source_id, raw.sender, raw.kind)
        answer = Accepted(uuid7(), clock.now())
        blob = await _to_blob(raw)
        done: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        waiting = _Waiting(line(raw, answer, lane, blob), answer, done)
        try:
            self.flushers[lane % FLUSHERS].queue.put_nowait(waiting)
        except asyncio.QueueFull:
            raise Full from None
        return await done

    async def close(self) -> None:
        await asyncio.gather(*(flusher.close() for flusher in self.flushers))


class _Flusher:
    def __init__(self) -> None:
        self.queue: asyncio.Queue[_Waiting] = asyncio.Queue(WAITING)
        self.connection: psycopg.AsyncConnection[Any] | None = None
        self.told = float("-inf")
        self.task = asyncio.create_task(self._run())

    async def close(self) -> None:
        await self.queue.join()
        self.task.cancel()
        if self.connection is not None:
            await self.connection.close()

    async def _run(self) -> None:
        while True:
            batch = [await self.queue.get()]
            while len(batch) < BATCH and not self.queue.empty():
                batch.append(self.queue.get_nowait())
            await self._flush(batch)
            await self._tell()
            for _ in batch:
                self.queue.task_done()

    async def _flush(self, batch: list[_Waiting]) -> None:
        try:
            repeated = await self._store(batch)
        except (psycopg.DataError, ProgramLimitExceeded) as error:
            await self._bisect(batch, error)
        except Exception as error:
            log.error("inbound.accept_failed", error=said(error), items=len(batch))
            _fail(batch, Full())
        else:
            for n, waiting in enumerate(batch):
                if not waiting.done.done():
                    waiting.done.set_result(repeated.get(n, waiting.answer))

    async def _tell(self) -> None:
        """Ring for the digester, behind the commit and its answers. It would look by itself, a little later."""
        now = asyncio.get_running_loop().time()
        if self.connection is not None and now - self.told > TELL:
            self.told = now
            with suppress(psycopg.Error):
                await self.connection.execute("select pg_notify(%s, '')", [bell.CHANNEL])

    async def _bisect(self, batch: list[_Waiting], error: Exception) -> None:
        if len(batch) == 1:
            log.warning("inbound.refused", error=said(error))
            return _fail(batch, Refused())
        half = len(batch) // 2
        await self._flush(batch[:half])
        await self._flush(batch[half:])

    async def _store(self, batch: list[_Waiting]) -> dict[int, Accepted]:
        items = "[" + ",".join(waiting.line for waiting in batch) + "]"
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:  # the ledger makes a second try of the same batch harmless
            try:
                connection = await self._connected()
                cursor = await connection.execute("select n, id, at from nitka_accept(%s::json)", [items])
                return {n: Accepted(id_, at, True) for n, id_, at in await cursor.fetchall()}
            except ProgramLimitExceeded:
                raise  # an operational error by its class, but trying again will not help
            except psycopg.OperationalError:
                await self._disconnect()
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.1)

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        if self.connection is None or self.connection.closed:
            self.connection = await psycopg.AsyncConnection.connect(config.dsn(), autocommit=True)
        return self.connection

    async def _disconnect(self) -> None:
        if self.connection is not None:
            connection, self.connection = self.connection, None
            await connection.close()


_acceptors: WeakKeyDictionary[asyncio.AbstractEventLoop, _Acceptor] = WeakKeyDictionary()


def _acceptor() -> _Acceptor:
    loop = asyncio.get_running_loop()
    if loop not in _acceptors:
        _acceptors[loop] = _Acceptor()
    return _acceptors[loop]


def _fail(batch: list[_Waiting], error: Exception) -> None:
    for waiting in batch:
        if not waiting.done.done():
            waiting.done.set_exception(error)


async def _to_blob(raw: Raw) -> str | None:
    if raw.raw is None or raw.inline or len(raw.raw) <= LARGE:
        return None
    return await asyncio.to_thread(blobs.store, raw.workspace_id, raw.raw)


def line(raw: Raw, answer: Accepted, lane: int, blob: str | None = None) -> str:
    """One item as `nitka_accept` takes it: JSON."""
    return dump({
        "id": str(answer.id),
        "workspace_id": str(raw.workspace_id),
        "source_id": str(raw.source_id),
        "kind": raw.kind,
        "key": raw.key,
        "sender": raw.sender,
        "lane": lane,
        "weight": raw.weight,
        "payload": raw.payload,
        "raw": b64encode(raw.raw).decode() if raw.raw is not None and blob is None else None,
        "blob": blob,
        "at": answer.at.isoformat(),
        "request_id": context.request_id.get(),
    })
