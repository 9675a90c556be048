"""`nitka bench receive`: from the chat door's POST to a routed, stored, published message, until all is drained.

200 senders write at once for 1,000 customers. The limit is the same rows of each message, into the same tables and
indexes, by batched INSERT, 500 messages a transaction.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from nitka.bench.ground import Ground, ground
from nitka.bench.limits import batched_insert
from nitka.bench.wire import Wire
from nitka.kit.ports import free_port

CUSTOMERS = 1_000
SENDERS = 200
TEXTS = (
    "Здравствуйте! Датчик под раковиной опять не в сети, батарейку поменяли вчера, журнал хаба прикладываю.",
    "А если я уже нажал «сбросить»? Теперь кран не открывается вовсе, и приложение пишет ошибку 12.",
    "Hello, the thermostat in the hall shows 30 degrees all day long, could somebody have a look at it please?",
    "Спасибо, помогло.",
)
PREPARE = f"""
import django; django.setup()
import json
from nitka.accounts.actions import create_workspace
from nitka.channels.actions import create_channel
from nitka.conversations.chat import sessions
workspace = create_workspace(name='Bench', slug='bench')
channel = create_channel(workspace=workspace, kind='chat', name='Chat')
print(json.dumps([str(channel.pk), [sessions.make(channel.pk)[1] for _ in range({CUSTOMERS})]]))
"""
WAITING = "select exists (select from inbound_queue) or exists (select from realtime_eventoutbox)"
STORED = "select count(*) from conversations_message"
ROWS = (  # per message: table, and which of its rows belong to messages
    ("inbound_ledger", ""),
    ("inbound_log", ""),
    ("conversations_message", ""),
    ("moments_moment", ""),
    ("realtime_eventlog", ""),
)


@dataclass
class Sent:
    """What the senders saw: seconds of each acknowledgement, and refusals."""

    waits: list[float]
    refused: int = 0


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    count = 100_000 if full else 16_000
    with ground() as place, processes(place) as port:
        channel, tokens = json.loads(place.ask(PREPARE))
        door = Door(port, channel, tokens)
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            asyncio.run(door.warm(database))
            start = time.perf_counter()
            sent = asyncio.run(door.flood(count))
            accepted = time.perf_counter() - start
            _drain(database, door.sent)
            drained = time.perf_counter() - start
            half = asyncio.run(door.paced(count // drained / 2, seconds=5))
            _drain(database, door.sent)
            limit = batched_insert(database, ROWS, messages=door.sent)
    rate = count / drained
    return {
        "bench": "receive",
        "figures": {
            "messages_per_s": round(rate),
            "accepted_per_s": round(count / accepted),
            "refused": sent.refused,
            "ack_p50_ms": percentile(sent.waits, 50),
            "ack_p95_ms": percentile(sent.waits, 95),
            "half_load_ack_p50_ms": percentile(half.waits, 50),
            "half_load_ack_p95_ms": percentile(half.waits, 95),
            "messages": count,
        },
        "limit": {"batched_insert_messages_per_s": round(limit)},
        "ratio": round(rate / limit, 3),
    }


class Door:
    """The chat door from the outside."""

    def __init__(self, port: int, channel: str, tokens: list[str]) -> None:
        self.port = port
        self.path = f"/chat/{channel}/messages"
        self.tokens = tokens
        self.sent = 0

    async def warm(self, database: "psycopg.Connection[Any]") -> None:
        """One message of each customer: threads exist, caches are warm."""
        await self._spread([self.tokens[n::SENDERS] for n in range(SENDERS)], 1)
        await asyncio.to_thread(_drain, database, self.sent)

    async def flood(self, count: int) -> Sent:
        """All senders write as fast as they are answered."""
        return await self._spread([self.tokens[n::SENDERS] for n in range(SENDERS)], count // CUSTOMERS)

    async def paced(self, rate: float, seconds: float) -> Sent:
        """All senders write at an even pace, `rate` messages a second together."""
        rounds = max(1, round(rate * seconds / CUSTOMERS))
        return await self._spread([self.tokens[n::SENDERS] for n in range(SENDERS)], rounds, SENDERS / rate)

    async def _spread(self, shares: list[list[str]], rounds: int, pause: float = 0) -> Sent:
        sent = Sent([])
        await asyncio.gather(*(self._sender(n, share, rounds, pause, sent) for n, share in enumerate(shares)))
        self.sent += len(sent.waits)
        return sent

    async def _sender(self, number: int, share: list[str], rounds: int, pause: float, sent: Sent) -> None:
        wire = await Wire.open("127.0.0.1", self.port)
        due = time.perf_counter() + pause * number / SENDERS
        for turn in range(rounds):
            for token in share:
                if pause:
                    await asyncio.sleep(max(0.0, due - time.perf_counter()))
                    due += pause
                body = {"id": str(uuid4()), "text": TEXTS[(turn + number) % len(TEXTS)], "files": []}
                start = time.perf_counter()
                while await wire.post(self.path, token, json.dumps(body).encode()) != 202:
                    sent.refused += 1
                    await asyncio.sleep(0.05)
                sent.waits.append(time.perf_counter() - start)
        wire.close()


def _drain(database: "psycopg.Connection[Any]", messages: int) -> None:
    while database.execute(WAITING).fetchone() != (False,) or database.execute(STORED).fetchone() != (messages,):
        time.sleep(0.02)


def percentile(values: list[float], percent: int) -> float:
    """Of seconds, in milliseconds."""
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000, 1)


@contextmanager
def processes(place: Ground) -> Iterator[int]:
    """The web process and the worker; the port of the first."""
    port = free_port()
    parts = [
        _start(place, "app", "web", "--port", str(port), "--data", place.env["NITKA_DATA"]),
        _start(place, "worker", "worker", "--data", place.env["NITKA_DATA"]),
    ]
    try:
        asyncio.run(Wire.wait("127.0.0.1", port))
        yield port
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(15)


def _start(place: Ground, role: str, *arguments: str) -> "subprocess.Popen[bytes]":
    log = Path(place.env["NITKA_DATA"], f"{arguments[0]}.log").open("wb")  # noqa: SIM115 (the program keeps it)
    return subprocess.Popen(
        [sys.executable, "-m", "nitka.cli", *arguments], env=place.env | {"NITKA_ROLE": role}, stdout=log, stderr=log
    )
