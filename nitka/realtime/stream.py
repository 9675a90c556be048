"""The stream of server-sent events: `GET /stream?t=<ticket>[&after=<id>]`.

The hub hears the log once for the whole process; a stream is a buffer and two small tasks, and holds no connection of
the database.
"""

import asyncio
import os
from contextlib import suppress
from urllib.parse import parse_qs

from nitka.kit.asgi.answers import Problem, send_problem
from nitka.kit.asgi.bodies import header
from nitka.kit.asgi.proxied import client_of
from nitka.kit.asgi.types import Headers, Receive, Scope, Send
from nitka.realtime import topics
from nitka.realtime.hub import Client, Hub

MOST_STREAMS = int(os.environ.get("NITKA_MOST_STREAMS", "10000"))
CORS: Headers = [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]
HEADERS: Headers = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    *CORS,
]
SORRY = {
    "expired": "This address has expired: ask for a new one.",
    "signature": "This address is not one of ours.",
    "revoked": "You were signed out: ask for a new address.",
}

_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def count() -> int:
    """How many streams this process holds open."""
    return sum(len(found.clients) for found in _hubs.values())


async def close() -> None:
    """End all streams of the running loop, so that the process can stop."""
    found = _hubs.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI handler."""
    try:
        await _open(scope, receive, send)
    except topics.Refused as refused:
        await send_problem(send, Problem(403, refused.code, SORRY[refused.code]), CORS)
    except Problem as problem:
        await send_problem(send, problem, CORS)


async def _open(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] != "GET":
        raise Problem(405, "method", "The stream is read by GET.")
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    ticket = topics.read(query.get("t", [""])[0])
    current = hub()
    if len(current.clients) >= MOST_STREAMS:
        raise Problem(503, "busy", "Too many open streams.", retry_after=10)
    if not await current.ready():
        raise Problem(503, "busy", "The stream is not ready yet.", retry_after=2)
    client = Client(ticket, client_of(scope))
    if current.seats.are_taken(ticket, client.address, MOST_STREAMS):
        raise Problem(429, "rate", "Too many open streams of one address.", retry_after=10)
    await _serve(current, client, last_id(scope, query), receive, send)


def last_id(scope: Scope, query: dict[str, list[str]]) -> int | None:
    """The last id the browser has seen: its header when it reconnects by itself, else what the page says."""
    for given in (header(scope, b"last-event-id"), query.get("after", [""])[0]):
        if given.isascii() and given.isdigit() and len(given) < 19:
            return int(given)
    return None


async def _serve(current: Hub, client: Client, after: int | None, receive: Receive, send: Send) -> None:
    if current.is_revoked(client.ticket):
        raise topics.Refused("revoked")
    current.join(client)
    watch = asyncio.ensure_future(_until_gone(receive, client))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        first = await current.backlog(client, after)
        await _send(send, first)
        while (piece := await client.next()) is not None:
            await _send(send, piece)
        with suppress(Exception):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        current.leave(client)
        watch.cancel()


async def _send(send: Send, piece: bytes) -> None:
    await send({"type": "http.response.body", "body": piece, "more_body": True})


async def _until_gone(receive: Receive, client: Client) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    client.end()

