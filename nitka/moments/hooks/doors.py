"""`POST /hooks/<id>`: whatever comes is stored raw before it is acknowledged; it is checked when it is digested."""

import re
import time
import zlib
from base64 import b64encode
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import psycopg
from django.db import Error

from nitka.accounts.models import Entry
from nitka.inbound.accept import Full, Raw, Refused, accept
from nitka.kit.asgi import bodies
from nitka.kit.asgi.answers import send_json
from nitka.kit.asgi.rates import Rate
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import Headers, Receive, Scope, Send
from nitka.kit.text import dump
from nitka.moments.hooks.signing import HEADERS, WORDS, hidden

LIMIT = 256 * 1024
PATH = re.compile(r"/hooks/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/?\Z")
RATE = Rate(per_second=200, burst=2_000)  # for each door
FRESH = 5.0  # seconds an address is remembered
# Of the headers these are kept: what a check may need, and nothing that tells of the sender's programs.
KEPT = {*HEADERS.values(), "webhook-id", "webhook-timestamp", "content-type", "authorization", "x-wc-webhook-signature",
        "x-signature", "x-api-key"}  # fmt: skip
_remembered: dict[str, tuple[float, UUID | None]] = {}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI handler."""
    status, answer = 200, {"ok": True}
    headers: Headers = []
    try:
        await _take(scope, receive)
    except bodies.Disconnected:
        return
    except _No as refusal:
        status, answer = refusal.status, {"code": refusal.code}  # type: ignore[dict-item]
        headers = refusal.headers
    except bodies.TooLarge:
        status, answer = 413, {"code": "too_large"}  # type: ignore[dict-item]
    except bodies.TooSlow:
        status, answer = 408, {"code": "slow"}  # type: ignore[dict-item]
    except Refused:
        status, answer = 400, {"code": "unstorable"}  # type: ignore[dict-item]
    except (Full, Error, psycopg.Error):
        status, answer, headers = 503, {"code": "busy"}, [(b"retry-after", b"5")]  # type: ignore[dict-item]
    await send_json(send, status, answer, headers)


class _No(Exception):
    def __init__(self, status: int, code: str, headers: Headers | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.headers = status, code, headers or []


async def _take(scope: Scope, receive: Receive) -> None:
    body = await bodies.read(scope, receive, LIMIT)
    found = PATH.match(scope["path"])
    workspace = await _workspace(found[1]) if found else None
    if found is None or workspace is None:
        raise _No(404, "not_found")
    if scope["method"] != "POST":
        raise _No(405, "method", [(b"allow", b"POST")])
    if wait := RATE.take(found[1]):
        raise _No(429, "rate", [(b"retry-after", str(round(wait + 0.5)).encode())])
    given = dump({"head": _head(scope), "body": b64encode(body).decode()}).encode()
    await accept(Raw(workspace, UUID(found[1]), "hook", f"request:{uuid4()}", "", None, zlib.compress(given, 1),
                     inline=True))  # fmt: skip


def _head(scope: Scope) -> dict[str, str]:
    """The headers that a check may need, in small letters; a word in the address beside them."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        theirs = key.startswith("x-") and not key.startswith(("x-forwarded", "x-real", "x-request"))
        if key in KEPT or (theirs and len(found) < 40):
            found[key] = value.decode("latin-1")[:1000]
    query = parse_qs(scope.get("query_string", b"").decode("latin-1")[:4000])
    if "token" in query:
        found["?token"] = query["token"][0][:1000]
    return found | {name: hidden(found[name]) for name in WORDS if name in found}


async def _workspace(key: str) -> UUID | None:
    hit = _remembered.get(key)
    if hit and hit[0] > time.monotonic():
        return hit[1]
    found = await in_thread(lambda: Entry.objects.filter(kind="hook", key=key).values_list("workspace_id").first())
    if len(_remembered) > 10_000:
        _remembered.clear()
    _remembered[key] = (time.monotonic() + FRESH, found[0] if found else None)
    return found[0] if found else None
