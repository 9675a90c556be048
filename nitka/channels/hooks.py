"""`POST /hooks/<channel id>`: what a messenger's servers send.

Its plug-in says whether it is genuine, then it is stored raw and acknowledged.
"""

import hashlib
import re
from uuid import UUID

import psycopg
import structlog
from django.db import Error

from nitka.channels import queries
from nitka.channels.queries import Known
from nitka.channels.registry import adapters
from nitka.inbound.accept import Full, Raw, Refused, accept
from nitka.kit.asgi import bodies
from nitka.kit.asgi.answers import Problem, send_json, send_problem
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import App, Receive, Scope, Send

log = structlog.get_logger(__name__)
LIMIT = 1024 * 1024
RATE = Rate(per_second=200, burst=2_000)  # for each channel
_PATH = re.compile(r"/hooks/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/?\Z")


def before(rest: App) -> App:
    """The ASGI handler of channels; what is no channel's is for `rest`."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = _PATH.match(scope["path"])
        channel = await in_thread(lambda: queries.known(UUID(path[1]))) if path else None
        if channel is None or channel.kind not in adapters():
            await rest(scope, receive, send)
        else:
            await _answer(scope, receive, send, channel)

    return app


async def _answer(scope: Scope, receive: Receive, send: Send, channel: Known) -> None:
    try:
        await _take(scope, receive, channel)
    except bodies.Disconnected:
        return None
    except bodies.TooLarge:
        return await send_problem(send, Problem(413, "too_large", "The request is too large."))
    except bodies.TooSlow:
        return await send_problem(send, Problem(408, "timeout", "The request took too long to arrive."))
    except Refused:
        return await send_problem(send, Problem(400, "unstorable", "This cannot be stored."))
    except (Full, Error, psycopg.Error):
        return await send_problem(send, Problem(503, "busy", "Too much waits.", retry_after=5))
    except Problem as problem:
        return await send_problem(send, problem)
    return await send_json(send, 200, {"ok": True})


def _is_genuine(channel: Known, headers: dict[str, str], body: bytes) -> bool:
    """What a plug-in stumbles over is not genuine either: a stranger chose it."""
    try:
        return adapters()[channel.kind].verify(headers, body, channel.info)
    except Exception:
        log.exception("channel.verify_broke", kind=channel.kind)
        return False


async def _take(scope: Scope, receive: Receive, channel: Known) -> None:
    if scope["method"] != "POST":
        raise Problem(405, "method", "Only POST is taken here.")
    if not channel.is_active:
        raise Problem(404, "not_found", "There is nothing here.")
    if wait := RATE.take(str(channel.id)):
        raise Problem(429, "rate", "Too many at once.", retry_after=wait)
    body = await bodies.read(scope, receive, LIMIT)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if not _is_genuine(channel, headers, body):
        raise Problem(401, "not_genuine", "This is not signed as the channel expects.")
    # A provider that heard no answer sends the same bytes again: they are one arrival.
    key = hashlib.sha256(body).hexdigest()
    await accept(Raw(channel.workspace_id, channel.id, f"{channel.kind}.hook", key, "", raw=body))
