"""`/metrics`: for who holds NITKA_METRICS_TOKEN; without one, for this machine and NITKA_INSIDE_NETWORKS only.

A request that came through a proxy names its sender in a header: without a token it is from outside, whoever sent it.
"""

import hmac
import os
from ipaddress import ip_address, ip_network
from socket import gethostname
from typing import Any

from django.conf import settings

from nitka.health import metrics, queries
from nitka.health.beats import rss
from nitka.health.reading import Reading
from nitka.kit import meters
from nitka.kit.asgi.answers import Problem, send_bytes, send_problem
from nitka.kit.asgi.bodies import header
from nitka.kit.asgi.proxied import PASSED_ON
from nitka.kit.asgi.threads import in_thread
from nitka.kit.asgi.types import Receive, Scope, Send

SORRY = "Figures are for those who hold NITKA_METRICS_TOKEN, or for this machine where none is set (docs/settings.md)."


async def app(scope: Scope, _receive: Receive, send: Send) -> None:
    """The ASGI handler."""
    if not allowed(scope):
        return await send_problem(send, Problem(403, "forbidden", SORRY))
    body = (await in_thread(whole)).encode()
    return await send_bytes(send, 200, body, metrics.CONTENT_TYPE, head_only=scope["method"] == "HEAD")


def allowed(scope: Scope) -> bool:
    """Whether who asks may see the figures."""
    if token := settings.METRICS_TOKEN:
        given = header(scope, b"authorization").removeprefix("Bearer ").strip()
        return hmac.compare_digest(given.encode("latin-1"), token.encode())  # a header is bytes
    if scope.get(PASSED_ON):
        return False
    try:
        address = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    return address.is_loopback or any(address in ip_network(net, strict=False) for net in settings.INSIDE_NETWORKS)


def whole() -> str:
    """The answer's text."""
    reading = queries.recent()
    return metrics.text(reading, queries.findings(reading), processes(reading))


def processes(reading: Reading) -> dict[tuple[str, str], Any]:
    """What each living process counted; this one as of now, the others as of their last word."""
    found: dict[tuple[str, str], Any] = {}
    here = f"{gethostname()}:{os.getpid()}"
    for one in reading.database.processes if reading.database else ():
        if one.lives and f"{one.host}:{one.pid}" != here:
            found[one.kind, f"{one.host}:{one.pid}"] = one.figures
    found["web", here] = meters.snapshot() | {"rss": rss()}
    return found
