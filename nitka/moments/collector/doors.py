"""`/v1/…`, `/beacon/v1/batch`, `/sourceConfig/`: whose key it is, what it holds, stored before it is acknowledged."""

import re
from typing import Any
from uuid import uuid4

import psycopg
import structlog
from django.db import Error

from nitka.inbound.accept import Full, Raw, Refused, accept
from nitka.kit.asgi import bodies
from nitka.kit.asgi.answers import send_empty, send_json
from nitka.kit.asgi.origins import cors, ours
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import Headers, Receive, Scope, Send
from nitka.kit.text import dump
from nitka.moments.collector import settings, sources
from nitka.moments.collector.packing import packed
from nitka.moments.collector.request import EVENT_BYTES, Refusal, Request, parse, too_large

EVENTS = 2_500
HELD = 64 * 1024 * 1024  # bytes that wait for their commit at once
PER_WEIGHT = 10  # so many events are digested as fast as one ordinary thing
RATE = Rate(per_second=1, burst=5)  # five seconds of what each source may send (`Source.per_second`)
OK = {"success": True}
DOORS = {
    "identify": "identify", "track": "track", "page": "page", "screen": "screen", "group": "group", "alias": "alias",
    "batch": "batch", "import": "batch", "m": "metrics",
    "i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias", "b": "batch",
}  # fmt: skip
SETTINGS = re.compile(r"/v1/projects/([^/]{1,200})/settings\Z")
PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"authorization, content-type, x-retry-count, anonymousid"),
    (b"access-control-max-age", b"7200"),
]
log = structlog.get_logger("nitka.collect")
_held = 0


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI handler."""
    request = Request(scope, receive)
    try:
        if request.method == "OPTIONS":
            return await send_empty(send, 204, [*cors(request.scope), *PREFLIGHT])
        await send_json(send, 200, await _answer(request), cors(request.scope))
    except bodies.Disconnected:
        pass
    except Exception as error:
        refusal = _refusal(error)
        headers = cors(request.scope)
        if refusal.wait:
            headers.append((b"retry-after", str(max(1, round(refusal.wait + 0.5))).encode()))
        await send_json(send, refusal.status, {"code": refusal.code, "message": refusal.message}, headers)
    return None


def _refusal(error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case bodies.TooSlow():
            return Refusal(408, "slow", "The body did not come.")
        case Full() | Error() | psycopg.Error():
            log.warning("the collector is busy", error=type(error).__name__)
            return Refusal(503, "busy", "Too much is waiting here: send it again later.", wait=2)
        case RecursionError():
            return Refusal(400, "invalid_json", "The body is nested too deep.")
        case Refused():
            return Refusal(400, "unstorable", "This cannot be stored.")
    raise error


async def _answer(request: Request) -> Any:
    found = SETTINGS.match(request.path)
    if found:
        _only(request, "GET")
        await _source(found[1])
        return settings.segment(found[1], ours(request.scope))
    if request.path == "/sourceConfig":
        _only(request, "GET")
        source = await _source(request.key())
        return settings.rudder(request.key(), str(source.id), ours(request.scope))
    root, _, name = request.path.rpartition("/")
    if name not in DOORS or root not in ("/v1", "/beacon/v1"):
        raise Refusal(404, "not_found", "There is nothing here.")
    _only(request, "POST")
    return await (_drop if DOORS[name] == "metrics" else _take)(request, DOORS[name])


def _only(request: Request, method: str) -> None:
    if request.method != method:
        raise Refusal(405, "method", f"This takes {method}.")


async def _drop(request: Request, _kind: str) -> Any:
    """How the client itself fares is nothing that happened between a customer and the company."""
    await request.body()
    return OK


async def _take(request: Request, kind: str) -> Any:
    body = await request.body()  # first: a refusal before the body has come may be lost with the connection
    given = request.key()
    source = await _source(given) if given else None
    data = parse(body)
    named = data.pop("writeKey", None)
    source = source or await _source(named)
    events = _events(data, kind, len(body))
    told = _documents(events, len(body))
    wait = RATE.take(str(source.id), max(1, len(events)), source.per_second)
    if wait:
        raise Refusal(429, "rate", "Too many events at once: send them again later.", wait=wait)
    if events:
        context = data.get("context") if kind == "batch" else None
        await _store(source, told, _sender(events[0]), data.get("sentAt"), context)
    return OK


async def _source(key: Any) -> sources.Known:
    if not isinstance(key, str) or not key:
        raise Refusal(401, "no_key", "Name your write key: by Basic or Bearer authorization, or as writeKey.")
    fresh, known = sources.remembered(key)
    if not fresh:
        known = await in_thread(lambda: sources.known(key))
    if known is None:
        raise Refusal(401, "unknown_key", "This write key is unknown or revoked.")
    return known


def _events(data: dict[str, Any], kind: str, size: int) -> list[Any]:
    """What the request tells."""
    if kind != "batch":
        if size > EVENT_BYTES:
            raise too_large()
        return [{**data, "type": kind}]
    events = data.get("batch")
    if not isinstance(events, list):
        raise Refusal(400, "invalid_batch", "A batch is a list of events.")
    if len(events) > EVENTS:
        raise too_large()
    return events


def _documents(events: list[Any], size: int) -> list[str]:
    """Each event as it is stored; one too large among good ones is answered for by itself, when it is digested."""
    told = [dump(event) for event in events]
    if size <= EVENT_BYTES:
        return told
    large = [n for n, one in enumerate(told) if len(one) > EVENT_BYTES // 4 and len(one.encode()) > EVENT_BYTES]
    if len(large) == len(told):
        raise too_large()
    for n in large:
        told[n] = dump(_stub(events[n]))
    return told


def _stub(event: Any) -> dict[str, Any]:
    """What stays of an event that is too large: which one it was."""
    given = event if isinstance(event, dict) else {}
    named = {name: given.get(name) for name in ("type", "event", "messageId")}
    return {name: value[:255] for name, value in named.items() if isinstance(value, str)} | {"refused": "too_large"}


async def _store(source: sources.Known, told: list[str], sender: str, sent_at: Any, context: Any) -> None:
    """One raw row for the request, which goes once it is digested."""
    global _held
    body = f'{{"batch":[{",".join(told)}],"sentAt":{dump(sent_at)},"context":{dump(context)}}}'.encode()
    if _held + len(body) > HELD:
        raise Full
    _held += len(body)
    try:
        await accept(Raw(
            workspace_id=source.workspace_id, source_id=source.id, kind="collect", key=f"request:{uuid4()}",
            sender=sender, raw=packed(body), inline=True, weight=max(1, len(told) // PER_WEIGHT),
        ))  # fmt: skip
    finally:
        _held -= len(body)


def _sender(event: Any) -> str:
    """Whose order is kept: the first one's of a batch."""
    given = event if isinstance(event, dict) else {}
    return str(given.get("userId") or given.get("anonymousId") or "")[:255]
