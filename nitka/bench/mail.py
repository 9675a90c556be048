"""`nitka bench mail`: letters from the SMTP socket to the thread, all replies threaded, until all is drained.

Beside it what the socket alone (listener without a database) and the parser alone do in the same run. `ratio` is over
the best rival measured on such a machine (FACTS.md): 61.9 letters a second.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from nitka.bench.ground import Ground, ground
from nitka.bench.letters import Letter, letters
from nitka.channels.contract import ChannelInfo
from nitka.channels.email.parse import read_letter
from nitka.channels.email.server import Listener, policy_for
from nitka.channels.email.smtp import Envelope
from nitka.kit import clock
from nitka.kit.ports import free_port

CONNECTIONS = 20
CUSTOMERS = 800
RIVAL_PER_S = 61.9
ADDRESS = "support@uklad.example"
PREPARE = f"""
import django; django.setup()
from nitka.accounts.actions import create_workspace
from nitka.channels.actions import create_channel
workspace = create_workspace(name='Bench', slug='bench')
create_channel(workspace=workspace, kind='email', name='Mail', settings={{'address': {ADDRESS!r}}})
"""
THREADED = """
select count(*) from unnest(%s::text[], %s::text[]) as pair (one, other)
join conversations_message a on a.external_id = pair.one join conversations_message b on b.external_id = pair.other
where a.conversation_id = b.conversation_id
"""


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    load = letters(40_000 if full else 6_000, CUSTOMERS * (5 if full else 1))
    with ground() as place:
        place.ask(PREPARE)
        with (
            _processes(place) as port,
            psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database,
        ):
            start = time.perf_counter()
            asyncio.run(send(port, load))
            accepted = time.perf_counter() - start
            _drain(database, len(load))
            drained = time.perf_counter() - start
            replies = [letter for letter in load if letter.answers]
            pairs = [[letter.id for letter in replies], [letter.answers for letter in replies]]
            threaded = database.execute(THREADED, pairs).fetchone()[0]  # type: ignore[index]
    socket_alone, parser_alone = asyncio.run(_socket_alone(load[:2_000])), _parser_alone(load[:2_000])
    rate = len(load) / drained
    return {
        "bench": "mail",
        "figures": {
            "letters_per_s": round(rate),
            "accepted_per_s": round(len(load) / accepted),
            "socket_alone_per_s": round(socket_alone),
            "parser_alone_per_s": round(parser_alone),
            "letters": len(load),
            "median_bytes": round(statistics.median(len(letter.data) for letter in load)),
            "replies": len(replies),
            "replies_threaded": threaded,
        },
        "limit": {"best_rival_per_s": RIVAL_PER_S},
        "ratio": round(rate / RIVAL_PER_S, 2),
    }


async def send(port: int, load: list[Letter]) -> None:
    """Over many connections; one sender's letters always by the same one, in order."""
    shares: list[list[Letter]] = [[] for _ in range(CONNECTIONS)]
    for letter in load:
        shares[hash(letter.sender) % CONNECTIONS].append(letter)
    await asyncio.gather(*(_client(port, share) for share in shares))


async def _client(port: int, share: list[Letter]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"HELO bench\r\n")
    await reader.readline()
    for letter in share:
        answer = b"451"
        while not answer.startswith(b"250"):
            writer.write(f"MAIL FROM:<{letter.sender}>\r\nRCPT TO:<{ADDRESS}>\r\nDATA\r\n".encode())
            for _ in range(3):
                await reader.readline()
            writer.write(letter.data.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            answer = await reader.readline()
            if not answer:
                raise ConnectionError("the listener hung up")
    writer.write(b"QUIT\r\n")
    await reader.readline()
    writer.close()


async def _socket_alone(load: list[Letter]) -> float:
    async def resolve(_address: str) -> list[int]:
        return [1]

    async def accept(_target: int, _envelope: Envelope) -> None:
        return

    listener = Listener(policy_for(resolve, accept, hostname="bench"))
    await listener.start("127.0.0.1", 0)
    start = time.perf_counter()
    await send(listener.port, load)
    taken = time.perf_counter() - start
    await listener.stop(1)
    return len(load) / taken


def _parser_alone(load: list[Letter]) -> float:
    channel, at = ChannelInfo(UUID(int=1), UUID(int=2), key=b"k" * 32), clock.now()
    start = time.perf_counter()
    for letter in load:
        read_letter(letter.data, {}, at, channel)
    return len(load) / (time.perf_counter() - start)


def _drain(database: "psycopg.Connection[Any]", count: int) -> None:
    question = "select (select count(*) from conversations_message), (select count(*) from inbound_queue)"
    deadline = time.monotonic() + 600
    while (found := database.execute(question).fetchone()) != (count, 0):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{found} of {count} letters after ten minutes")
        time.sleep(0.02)


@contextmanager
def _processes(place: Ground) -> Iterator[int]:
    port, data = free_port(), place.env["NITKA_DATA"]
    parts = [
        _start(place, "app", "mail", "--smtp-port", str(port), "--data", data),
        _start(place, "worker", "worker", "--data", data),
    ]
    try:
        asyncio.run(_answers(port))
        yield port
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(15)


async def _answers(port: int) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        except OSError:
            await asyncio.sleep(0.1)
    raise TimeoutError(f"nobody answers at port {port}")


def _start(place: Ground, role: str, *arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "nitka.cli", *arguments]
    with Path(place.env["NITKA_DATA"], f"{arguments[0]}.log").open("wb") as log:
        return subprocess.Popen(command, env=place.env | {"NITKA_ROLE": role}, stdout=log, stderr=log)
