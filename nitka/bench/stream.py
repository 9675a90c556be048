"""`nitka bench stream`: open streams in one process, from a commit to the last browser.

The limit is the same bytes written to as many bare asyncio sockets, and read by the same client.
"""

import asyncio
import resource
import statistics
import sys
import time
from typing import Any

import psycopg

from nitka.bench.ground import Ground, ground, running
from nitka.kit import usage
from nitka.kit.ports import free_port
from nitka.realtime.topics import WAKE

TOPIC = "inbox:bench"
HEAD = b"GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
SAMPLE = b'id: 1234\ndata: {"topic":"inbox:bench","kind":"message","data":{"id":"%%s%s"}}\n\n' % (b"x" * 40)
PUBLISH = "insert into realtime_eventoutbox (topic, kind, data) values (%s, 'message', %s)"
SEQUENCER = "import threading; from nitka.realtime import sequencer; sequencer.run(threading.Event())"
SIGN = f"import django; django.setup(); from nitka.realtime import topics; print(topics.stream_url([{TOPIC!r}]))"
SERVER = (
    "-m granian --interface asgi --host 127.0.0.1 --port {port} --workers 1 --backlog 8192 --backpressure 16384 "
    "--workers-kill-timeout 3 --log-level warning nitka.asgi:app"
)
BARE = """
import asyncio, sys
clients = set()
class Bare(asyncio.Protocol):
    def connection_made(self, transport): self.transport = transport; clients.add(transport)
    def connection_lost(self, _): clients.discard(self.transport)
    def data_received(self, data):
        if data.startswith(b'!'):
            for transport in clients: transport.write(data[1:])
async def main():
    server = await asyncio.get_running_loop().create_server(Bare, '127.0.0.1', int(sys.argv[1]), backlog=8192)
    await server.serve_forever()
asyncio.run(main())
"""


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    streams, rounds = (5000, 100) if full else (1000, 60)
    _many_files()
    with ground("realtime") as place:
        return asyncio.run(_measure(place, streams, rounds))


async def _measure(place: Ground, streams: int, rounds: int) -> dict[str, Any]:
    url = place.ask(SIGN)
    port, bare_port = free_port(), free_port()
    server = place.python(*SERVER.format(port=port).split(), NITKA_ONLY="stream")
    sequencer = place.python("-c", SEQUENCER, role="worker")
    bare = place.python("-c", BARE, str(bare_port))
    with running(server), running(sequencer), running(bare):
        await answers(port)
        watched = usage.family(server.pid)
        await open_crowd(port, HEAD % url.encode(), 20)  # what the first streams load is not theirs
        before = usage.memory(watched)
        crowd = await open_crowd(port, HEAD % url.encode(), streams)
        await crowd.all_have(b'"hello"')
        each = (usage.memory(watched) - before) / streams
        ours = await _publish(place, crowd, rounds)
        limit = await _bare(bare_port, streams, rounds)
    figures = {
        "streams": streams,
        "memory_kib": round(each / 1024, 1),
        "last_client_p50_ms": _ms(statistics.median(ours)),
        "last_client_p99_ms": _ms(_p99(ours)),
        "last_client_max_ms": _ms(max(ours)),
    }
    limits = {"last_client_p50_ms": _ms(statistics.median(limit)), "last_client_p99_ms": _ms(_p99(limit))}
    ratio = round(statistics.median(limit) / statistics.median(ours), 3)
    return {"bench": "stream", "figures": figures, "limit": limits, "ratio": ratio}


async def _publish(place: Ground, crowd: "Crowd", rounds: int) -> list[float]:
    found = []
    parameters = place.installation.connection("app")
    async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as connection:
        for turn in range(rounds):
            mark = f"round-{turn}-"
            waiting = crowd.wait_for(mark.encode())
            started = time.perf_counter()
            await connection.execute(PUBLISH, [TOPIC, f'{{"id": "{mark}{"x" * 40}"}}'])
            await connection.execute(f"notify {WAKE}")
            await asyncio.wait_for(waiting, 30)
            found.append(time.perf_counter() - started)
            await asyncio.sleep(0.05)
    return found


async def _bare(port: int, streams: int, rounds: int) -> list[float]:
    await answers(port)
    crowd = await open_crowd(port, b"hello", streams)
    _, teller = await asyncio.open_connection("127.0.0.1", port)
    found = []
    for turn in range(rounds):
        mark = f"round-{turn}-".encode()
        waiting = crowd.wait_for(mark)
        started = time.perf_counter()
        teller.write(b"!" + SAMPLE % mark)
        await asyncio.wait_for(waiting, 30)
        found.append(time.perf_counter() - started)
        await asyncio.sleep(0.05)
    return found


class Crowd:
    """Many readers; it knows when the last of them has seen a mark."""

    def __init__(self) -> None:
        self.readers: list[Reader] = []
        self.mark = b"\x00"
        self.left = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wait_for(self, mark: bytes) -> "asyncio.Future[None]":
        """A future that is done when every reader has seen `mark` from now on."""
        self.mark, self.left = mark, len(self.readers)
        self.done = asyncio.get_running_loop().create_future()
        return self.done

    async def all_have(self, mark: bytes) -> None:
        """Wait until every reader has seen `mark`, now or before."""
        waiting = self.wait_for(mark)
        for reader in self.readers:
            if mark in reader.first:
                self.seen()
        await asyncio.wait_for(waiting, 60)

    def seen(self) -> None:
        """One more reader has seen the mark."""
        self.left -= 1
        if self.left == 0 and not self.done.done():
            self.done.set_result(None)


class Reader(asyncio.Protocol):
    """One browser."""

    transport: Any

    def __init__(self, crowd: Crowd, request: bytes) -> None:
        self.crowd = crowd
        self.request = request
        self.first = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        self.transport = transport
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Look for the mark."""
        if self.crowd.mark in data:
            self.crowd.seen()
        elif len(self.first) < 2000:
            self.first += data


async def open_crowd(port: int, request: bytes, count: int) -> Crowd:
    """So many readers."""
    crowd = Crowd()
    loop = asyncio.get_running_loop()
    for _ in range(count):
        _, reader = await loop.create_connection(lambda: Reader(crowd, request), "127.0.0.1", port)
        crowd.readers.append(reader)
    return crowd


async def answers(port: int, patience: float = 20) -> None:
    """Wait until something listens on the port."""
    deadline = time.monotonic() + patience
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


def _many_files() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _p99(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.99) - 1)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    print(run("--full" in sys.argv))
