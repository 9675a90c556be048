"""`nitka bench stream`: 1,000 open streams in one process (`--full`: 10,000, all that it takes), from a commit to the
last browser.

The limit is the same bytes written to as many bare asyncio sockets, and read by the same client.
"""

import asyncio
import statistics
import sys
import time
from typing import Any

import psycopg

from nitka.bench.crowd import Crowd, open_crowd
from nitka.bench.ground import Ground, ground, running
from nitka.kit import usage
from nitka.kit.ports import free_port
from nitka.kit.processes import take_files
from nitka.realtime.topics import WAKE

TOPIC = "inbox:bench"
HEAD = b"GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
SAMPLE = b'id: 1234\ndata: {"topic":"inbox:bench","kind":"message","data":{"id":"%%s%s"}}\n\n' % (b"x" * 40)
PUBLISH = "insert into realtime_eventoutbox (topic, kind, data) values (%s, 'message', %s)"
SEQUENCER = "import threading; from nitka.realtime import sequencer; sequencer.run(threading.Event())"
SIGN = f"import django; django.setup(); from nitka.realtime import topics; print(topics.stream_url([{TOPIC!r}]))"
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
    streams, rounds = (10_000, 100) if full else (1000, 60)
    take_files()
    with ground("realtime") as place:
        return asyncio.run(_measure(place, streams, rounds))


async def _measure(place: Ground, streams: int, rounds: int) -> dict[str, Any]:
    url = place.ask(SIGN)
    port, bare_port = free_port(), free_port()
    server = place.part("web", "--only", "stream", "--port", str(port), "--data", place.env["NITKA_DATA"])
    sequencer = place.python("-c", SEQUENCER, role="worker")
    bare = place.python("-c", BARE, str(bare_port))
    with running(server, patience=15), running(sequencer), running(bare):
        await answers(port)
        watched = usage.family(server.pid)
        first = await open_crowd(port, HEAD % url.encode(), 20)  # what the first streams load is not theirs
        await first.all_have(b'"hello"')
        await first.leave()
        before = usage.memory(watched)
        crowd = await open_crowd(port, HEAD % url.encode(), streams)
        await crowd.all_have(b'"hello"')
        each = (usage.memory(watched) - before) / streams
        ours = await _publish(place, crowd, rounds)
        await crowd.leave()
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


async def _publish(place: Ground, crowd: Crowd, rounds: int) -> list[float]:
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


def _p99(values: list[float]) -> float:
    return sorted(values)[max(0, int(len(values) * 0.99) - 1)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    print(run("--full" in sys.argv))
