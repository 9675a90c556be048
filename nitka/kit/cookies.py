"""Our cookies. Where we are reached over TLS their names begin with `__Host-`: a browser takes such a cookie only over
TLS, from this very host and for all of it, so that no neighbouring site can plant one (RFC 6265bis, 4.1.3)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def read(request: HttpRequest, name: str) -> str:
    """What the browser kept under a name; empty where it did not."""
    return request.COOKIES.get(f"{settings.COOKIE_PREFIX}{name}", "")


def keep(response: HttpResponseBase, name: str, value: str, seconds: int) -> None:
    """Have the browser keep something that no script reads."""
    response.set_cookie(
        f"{settings.COOKIE_PREFIX}{name}", value, max_age=seconds, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
