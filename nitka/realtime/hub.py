"""The hub of a stream process: one LISTEN connection, the recent part of the log in memory, fan-out by topic."""

import asyncio
import json
import os
import time
from collections import defaultdict
from contextlib import suppress
from typing import Any

import psycopg
import structlog

from nitka.kit import clock, config
from nitka.realtime.actions import REVOKE, WHISPERS
from nitka.realtime.clients import Client, frame
from nitka.realtime.recent import Event, Recent
from nitka.realtime.seats import Seats
from nitka.realtime.sequencer import CHANNEL
from nitka.realtime.topics import LIFETIME, Ticket, revocation

TICK = float(os.environ.get("NITKA_STREAM_TICK", "15"))
READ = "select id, topic, kind, data from realtime_eventlog where id > %s order by id limit 5000"
READ_TOPICS = (
    "select id, topic, kind, data from realtime_eventlog "
    "where topic = any(%s) and id > %s and id <= %s order by id limit %s"
)
HEAD = "select value, floor from realtime_eventhead"
MOST_BACKLOG = 1000
PRELOAD = 5000

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
log = structlog.get_logger("nitka.realtime.stream")

__all__ = ["Client", "Hub"]


class Hub:
    """Hears the log, keeps the end of it, and gives each client what its topics get."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.seats = Seats()
        self.by_topic: dict[str, set[Client]] = defaultdict(set)
        self.recent = Recent()
        self.floor = 0
        self.revoked: dict[str, float] = {}
        self._connected = asyncio.Event()
        self._short = asyncio.Semaphore(2)
        self._tasks: list[asyncio.Task[None]] = []

    # -- life

    async def ready(self, patience: float = 5) -> bool:
        """True once the hub knows where the log stands; starts it when it does not run."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._beat())]
        try:
            await asyncio.wait_for(self._connected.wait(), patience)
        except TimeoutError:
            return self.recent.started
        return True

    async def close(self) -> None:
        """End every stream and stop listening."""
        for client in list(self.clients):
            client.end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- clients

    def join(self, client: Client) -> None:
        """From now on the client's buffer gets the events of its topics, once its backlog is settled."""
        self.clients.add(client)
        self.seats.take(client)
        for topic in client.hears:
            self.by_topic[topic].add(client)

    def leave(self, client: Client) -> None:
        """Forget a client."""
        self.clients.discard(client)
        self.seats.leave(client)
        for topic in client.hears:
            found = self.by_topic.get(topic)
            if found is not None:
                found.discard(client)
                if not found:
                    del self.by_topic[topic]

    def is_revoked(self, ticket: Ticket) -> bool:
        """True when the rights behind the ticket ended after it was issued."""
        return any(self.revoked.get(revocation(subject), 0) >= ticket.issued for subject in ticket.subjects)

    async def backlog(self, client: Client, after: int | None) -> bytes:
        """What a new stream begins with: hello, and what it missed after its last id, or word to reload."""
        end = client.since = self.recent.last  # what was pushed until now is in the backlog
        client.clear()
        if after is None:
            return b"retry: 2000\n" + frame(end, {"kind": "hello", "data": {"resumed": False}})
        missed = await self._missed(client, after, end)
        if missed is None:
            return b"retry: 2000\n" + frame(end, {"kind": "reload", "data": {}})
        hello = frame(after, {"kind": "hello", "data": {"resumed": True}})
        return b"".join([b"retry: 2000\n", hello, *(event.wire for event in missed), f"id: {end}\n\n".encode()])

    async def _missed(self, client: Client, after: int, end: int) -> list[Event] | None:
        if after > end or after < self.floor:
            return None
        if self.recent.reaches(after):
            return self.recent.after(client.ticket.topics, after)
        async with self._short:
            try:
                async with await connect() as connection:
                    arguments = [list(client.ticket.topics), after, end, MOST_BACKLOG + 1]
                    rows = await (await connection.execute(READ_TOPICS, arguments)).fetchall()
                    _, self.floor = await self._head(connection)  # asked after the rows: none of them was swept before
            except psycopg.Error:
                return None
        if after < self.floor:
            return None
        return None if len(rows) > MOST_BACKLOG else [Event.of(*row) for row in rows]

    # -- the log

    async def _listen(self) -> None:
        while True:
            try:
                async with await connect() as connection:
                    await connection.execute(f"listen {CHANNEL}")
                    await connection.execute(f"listen {WHISPERS}")
                    await self._catch_up(connection)
                    self._connected.set()
                    await self._follow(connection)
            except (psycopg.Error, OSError) as error:
                log.warning("stream lost its connection", error=str(error).strip())
            self._connected.clear()
            await asyncio.sleep(0.5)

    async def _follow(self, connection: Connection) -> None:
        while True:
            told, heard = None, False
            async for note in connection.notifies(timeout=5, stop_after=1):
                heard = True
                if note.channel == WHISPERS:
                    self._whisper(note.payload)
                else:
                    told = int(note.payload)
            if told is not None and told >= self.recent.last:
                await self._read(connection)
            elif told is not None or not heard:  # quiet: tells a dead connection, too; or the log has gone back
                await self._catch_up(connection)

    @staticmethod
    async def _head(connection: Connection) -> tuple[int, int]:
        row = await (await connection.execute(HEAD)).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    async def _catch_up(self, connection: Connection) -> None:
        value, self.floor = await self._head(connection)
        if not self.recent.started:
            self.recent.start(max(self.floor, value - PRELOAD))
        elif value < self.recent.last or self.recent.last < self.floor:  # another database, or away for too long
            self.recent.start(max(self.floor, value - PRELOAD))
            self._everyone_reloads(value)
        await self._read(connection)

    async def _read(self, connection: Connection) -> None:
        while True:
            rows = await (await connection.execute(READ, [self.recent.last], prepare=True)).fetchall()
            for row in rows:
                self._deliver(*row)
            if len(rows) < 5000:
                return

    def _deliver(self, event_id: int, topic: str, kind: str, data: dict[str, Any]) -> None:
        event = Event.of(event_id, topic, kind, data)
        self.recent.add(event)
        if kind == REVOKE:
            self._revoke(event, data)
        for client in self.by_topic.get(event.topic, ()):
            client.push(event.wire, event.id)

    def _revoke(self, event: Event, data: dict[str, Any]) -> None:
        now = clock.now().timestamp()
        self.revoked = {topic: at for topic, at in self.revoked.items() if at > now - 2 * LIFETIME}
        self.revoked[event.topic] = float(data.get("at", now))
        for client in list(self.by_topic.get(event.topic, ())):
            client.push(frame(event.id, {"kind": "revoked", "data": {}}), event.id)
            client.end()

    def _whisper(self, payload: str) -> None:
        with suppress(ValueError, KeyError, TypeError):
            body = json.loads(payload)
            wire = frame(None, {"topic": body["topic"], "kind": body["kind"], "data": body["data"]})
            for client in self.by_topic.get(body["topic"], ()):
                client.push(wire)

    def _everyone_reloads(self, value: int) -> None:
        for client in self.clients:
            client.since = value
            client.push(frame(value, {"kind": "reload", "data": {}}))

    async def _beat(self) -> None:
        """Keep every connection warm and its last id moving, a sixteenth of the clients at a time."""
        turn = 0
        while True:
            await asyncio.sleep(TICK / 16)
            turn = (turn + 1) % 16
            wire = frame(self.recent.last, {"kind": "tick", "data": {}})
            now = time.monotonic()
            for client in self.clients:
                if client.turn == turn and now - client.fed > TICK / 2:
                    client.push(wire)


async def connect() -> Connection:
    """A connection of the hub, round any pooler, as the app."""
    return await psycopg.AsyncConnection.connect(config.dsn("app"), autocommit=True, application_name="nitka stream")
