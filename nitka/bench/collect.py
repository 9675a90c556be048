"""`nitka bench collect`: events a second through `/v1/batch`, from 32 senders with 100 events each, until all are
stored, deduplicated, identity-resolved moments; then a sixth as many of which each says what its customer agreed to, as
the consent managers of sites have it; then requests of a single event. 5,000 customers, each in a browser and signed
in, are known before; 2 of 100 events come twice.

The limit is a raw COPY of the same moments into the same table with its partitions and indexes. Told beside it: of the
moments with what the ledger says of them, which is what every event leaves behind.
"""

import asyncio
import json
import time
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import uuid4

import psycopg

from nitka.bench.ground import ground
from nitka.bench.receive import percentile, processes

SENDERS = 32
BATCH = 100
PEOPLE = 5_000
REPEATED = 0.02  # events that come a second time
PREPARE = """
import django; django.setup()
import json
from nitka.accounts.actions import create_workspace
from nitka.moments.collector.sources import create_source
workspace = create_workspace(name='Bench', slug='bench')
print(json.dumps([create_source(workspace=workspace, name=f'Shop {n}')[1] for n in range(4)]))
"""
WAITING = "select exists (select from inbound_queue)"


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    batches = 10_000 if full else 3_000  # long against the last batch that is under way
    with ground() as place, processes(place) as port:
        keys = json.loads(place.ask(PREPARE))
        door = Door(port, keys)
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            everybody = [[f"u{at + n}" for n in range(BATCH)] for at in range(0, PEOPLE, BATCH)]
            asyncio.run(door.send("/v1/batch", [batch(users, "identify") for users in everybody]))
            drain(database)
            before = _count(database)
            bodies = [batch(people()) for _ in range(batches)]
            start = time.perf_counter()
            waits = asyncio.run(door.send("/v1/batch", bodies))
            accepted = time.perf_counter() - start
            drain(database)
            drained = time.perf_counter() - start
            stored = _count(database) - before
            agreeing = [batch(people(), agreed=True) for _ in range(batches // 6)]
            start = time.perf_counter()
            asyncio.run(door.send("/v1/batch", agreeing))
            drain(database)
            agreed_s = time.perf_counter() - start
            singles = [json.dumps(event(f"u{n % PEOPLE}", "track")).encode() for n in range(batches * 10)]
            start = time.perf_counter()
            single = asyncio.run(door.send("/v1/track", singles))
            single_s = time.perf_counter() - start
            drain(database)
            both = copied(database, "moments_moment", "inbound_ledger")
            limit = copied(database, "moments_moment")
    rate = batches * BATCH / drained
    return {
        "bench": "collect",
        "figures": {
            "events_per_s": round(rate),
            "agreeing_events_per_s": round(len(agreeing) * BATCH / agreed_s),
            "accepted_per_s": round(batches * BATCH / accepted),
            "ack_p50_ms": percentile(waits, 50),
            "ack_p95_ms": percentile(waits, 95),
            "requests_per_s": round(len(singles) / single_s),
            "request_p95_ms": percentile(single, 95),
            "events": batches * BATCH,
            "moments": stored,
        },
        "limit": {"copied_moments_per_s": round(limit), "copied_with_ledger_per_s": round(both)},
        "ratio": round(rate / limit, 3),
    }


_random = Random(1)  # noqa: S311 - a benchmark


def people() -> list[str]:
    """Who is in a batch."""
    return [f"u{_random.randrange(PEOPLE)}" for _ in range(BATCH)]


def event(user: str, kind: str = "") -> dict[str, Any]:
    """One call as a shop's site makes it."""
    kind = kind or _random.choices(("track", "page", "order", "identify"), (70, 20, 5, 5))[0]
    made: dict[str, Any] = {
        "type": "track" if kind == "order" else kind, "messageId": f"node-next-{uuid4()}", "userId": user,
        "anonymousId": f"d-{user}", "timestamp": datetime.now(UTC).isoformat(),
        "context": {"library": {"name": "analytics-next", "version": "1.84.3"}, "locale": "ru-RU",
                    "userAgent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "timezone": "Europe/Moscow"},
    }  # fmt: skip
    if kind == "track":
        facts = {"product": "4021", "second": 12, "full": False, "place": "hall"}
        made |= {"event": "Video Played", "properties": facts}
    elif kind == "page":
        facts = {"path": "/cranes/4021", "title": "Краны", "url": "https://shop.example"}
        made |= {"name": "Cranes", "properties": facts}
    elif kind == "order":
        made |= {"event": "Order Completed", "properties": {"order_id": str(uuid4()), "total": 48900, "currency": "RUB",
                 "products": [{"product_id": "4021", "name": "Кран", "quantity": 1}]}}  # fmt: skip
    else:
        made["traits"] = {"email": f"{user}@example.org", "plan": "pro", "points": 120}
    return made


def batch(users: list[str], kind: str = "", *, agreed: bool = False) -> bytes:
    """A request of many, a few of them twice."""
    events = [event(user, kind) for user in users]
    for one in events if agreed else ():
        one["context"]["consent"] = {"categoryPreferences": {"analytics": True, "marketing": True}}
    for n in range(1, len(events)):
        if _random.random() < REPEATED:
            events[n] = events[n - 1]
    return json.dumps({"batch": events, "sentAt": datetime.now(UTC).isoformat()}).encode()


class Door:
    """The collector from the outside, by a client that costs next to nothing, as it shares the machine."""

    def __init__(self, port: int, keys: list[str]) -> None:
        self.port = port
        self.keys = keys

    async def send(self, path: str, bodies: list[bytes]) -> list[float]:
        """All senders write as fast as they are answered; seconds of each."""
        senders = [_Sender(self._requests(n, path, bodies[n::SENDERS])) for n in range(SENDERS)]
        loop = asyncio.get_running_loop()
        for sender in senders:
            await loop.create_connection(lambda sender=sender: sender, "127.0.0.1", self.port)  # type: ignore[misc]
        await asyncio.gather(*(sender.done for sender in senders))
        return [wait for sender in senders for wait in sender.waits]

    def _requests(self, number: int, path: str, bodies: list[bytes]) -> list[bytes]:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {self.keys[number % len(self.keys)]}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        return [b"%b%d\r\n\r\n%b" % (head, len(body), body) for body in bodies]


class _Sender(asyncio.Protocol):
    """One connection: a request, its answer, the next; one that was not taken is sent again."""

    def __init__(self, requests: list[bytes]) -> None:
        self.requests = requests[::-1]
        self.waits: list[float] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.came = b""
        self.begun = 0.0

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self.transport = transport
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        """The server hung up before all was sent."""
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        """Answers are short: a head, and as much as it says."""
        self.came += data
        head, found, body = self.came.partition(b"\r\n\r\n")
        if not found or len(body) < int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            return
        self.came = b""
        if head[9:12] == b"200":
            self.waits.append(time.perf_counter() - self.begun)
            self.requests.pop()
            self._next()
        else:
            asyncio.get_running_loop().call_later(0.05, self._next)

    def _next(self) -> None:
        if self.requests:
            self.begun = time.perf_counter()
            self.transport.write(self.requests[-1])
        else:
            self.done.set_result(None)
            self.transport.close()


def drain(database: "psycopg.Connection[Any]") -> None:
    """Until nothing waits to be digested."""
    while database.execute(WAITING).fetchone() != (False,):
        time.sleep(0.02)


def copied(database: "psycopg.Connection[Any]", *tables: str, most: int = 100_000) -> float:
    """Events a second when their rows alone are copied anew into the emptied tables, durably: the median of three."""
    kept = {table: _rows(database, table, most) for table in tables}
    rates = []
    for _ in range(3):
        database.execute(f"truncate {', '.join(tables)}")
        start = time.perf_counter()
        with database.transaction(), database.cursor() as cursor:
            for table, rows in kept.items():
                with cursor.copy(f"copy {table} from stdin (format binary)") as into:
                    for row in rows:
                        into.write(row)
        seconds = time.perf_counter() - start
        rates.append(_count(database, tables[0]) / seconds)
    return sorted(rates)[1]


def _rows(database: "psycopg.Connection[Any]", table: str, most: int) -> list[bytes]:
    chosen = f"select * from {table} limit {most}"  # noqa: S608 (ours)
    with database.cursor().copy(f"copy ({chosen}) to stdout (format binary)") as out:
        return [bytes(piece) for piece in out]


def _count(database: "psycopg.Connection[Any]", table: str = "moments_moment") -> int:
    found = database.execute(f"select count(*) from {table}").fetchone()  # noqa: S608 (ours)
    return int(found[0]) if found else 0
