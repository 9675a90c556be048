"""`/chat/<channel>/<door>`: find the channel and the session, then let the door answer."""

import re
from collections.abc import Awaitable, Callable
from uuid import UUID

import psycopg
import structlog
from django.db import Error

from nitka.channels import queries
from nitka.conversations.chat import contact, files, messages, settings, talk
from nitka.conversations.chat.request import Request
from nitka.inbound.accept import Full, Refused
from nitka.kit.asgi import bodies
from nitka.kit.asgi.answers import Problem, send_empty, send_json, send_problem
from nitka.kit.asgi.origins import cors
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import Headers, Receive, Scope, Send

PATH = re.compile(r"/chat/([0-9a-fA-F-]{32,36})/([a-z]+)(?:/([A-Za-z0-9_.:=-]{1,2000}))?/?\Z")
Door = Callable[[Request], Awaitable[tuple[int, object]]]

OPEN: dict[tuple[str, str], Door] = {
    ("GET", "config"): settings.show,
    ("POST", "sessions"): talk.begin,
}
WITH_SESSION: dict[tuple[str, str], Door] = {
    ("GET", "stream"): talk.stream,
    ("POST", "messages"): messages.write,
    ("GET", "messages"): messages.read,
    ("POST", "contact"): contact.state,
    ("POST", "files"): files.upload,
    ("POST", "typing"): talk.typing,
    ("POST", "receipts"): talk.receipts,
}
NAMES = {name for _, name in (*OPEN, *WITH_SESSION)}
PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"authorization, content-type, accept-language"),
    (b"access-control-max-age", b"7200"),
]
log = structlog.get_logger("nitka.chat")


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI handler."""
    request = Request(scope, receive)
    try:
        await _answer(request, send)
    except Problem as problem:
        await send_problem(send, problem, cors(request.scope))
    except bodies.TooLarge:
        await send_problem(send, request.problem(413, "too_large", "body_large"), cors(request.scope))
    except bodies.TooSlow:
        await send_problem(send, request.problem(408, "slow", "slow"), cors(request.scope))
    except (Full, bodies.NoRoom, Error, psycopg.Error) as error:
        log.warning("chat door is busy", error=type(error).__name__)
        await send_problem(send, request.problem(503, "busy", "busy", wait=2), cors(request.scope))
    except Refused:
        await send_problem(send, request.problem(422, "invalid", "refused"), cors(request.scope))
    except bodies.Disconnected:
        pass


async def _answer(request: Request, send: Send) -> None:
    found = PATH.match(request.scope["path"])
    if found is None:
        raise request.problem(404, "not_found", "not_found")
    channel, name, rest = found.groups()
    request.channel = await _channel(request, channel)
    request.check_origin()
    if request.method == "OPTIONS":
        return await send_empty(send, 204, [*cors(request.scope), *PREFLIGHT])
    if name == "files" and rest and request.method in ("GET", "HEAD"):
        return await files.download(request, rest, send)
    status, data = await _door(request, name, rest)(request)
    if data is None:
        await send_empty(send, status, cors(request.scope))
    else:
        await send_json(send, status, data, cors(request.scope))
    return None


async def _channel(request: Request, given: str) -> queries.Known:
    try:
        channel_id = UUID(given)
    except ValueError:
        raise request.problem(404, "not_found", "not_found") from None
    known = queries.remembered(channel_id) or await in_thread(lambda: queries.known(channel_id))
    if known is None or known.kind != "chat" or not known.is_active:
        raise request.problem(404, "not_found", "not_found")
    return known


def _door(request: Request, name: str, rest: str | None) -> Door:
    if rest or name not in NAMES:
        raise request.problem(404, "not_found", "not_found")
    key = (request.method, name)
    if key in OPEN:
        return OPEN[key]
    if key not in WITH_SESSION:
        raise request.problem(405, "method", "method")
    request.sign_in()
    return WITH_SESSION[key]
