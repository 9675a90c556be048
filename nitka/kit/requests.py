"""A request's id: taken from the proxy when it looks like one, else made; it goes on to the delivery and the log."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from nitka.kit import context
from nitka.kit.ids import uuid7

_SOUND = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


def request_id(given: str | None) -> str:
    """`given` when it is a sound id, else a new one."""
    return given if given and _SOUND.match(given) else uuid7().hex


def request_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Name the request in the context, the log and the answer."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        token = context.request_id.set(request_id(request.headers.get("X-Request-Id")))
        came = context.client.set((request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")))
        try:
            response = get_response(request)
            response["X-Request-Id"] = context.request_id.get()
            return response
        finally:
            context.client.reset(came)
            context.request_id.reset(token)

    return respond
