"""Security headers with a nonce, and the reader's language and zone."""

import secrets
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation.trans_real import parse_accept_lang_header

from nitka.kit import cookies

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self' 'nonce-{nonce}'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "connect-src": "'self'{streams}",
    "frame-src": "'self'",
    "worker-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def csp_middleware(get_response: Handler) -> Handler:
    """A strict policy on every page; `csp(...)` loosens one view."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.csp_nonce = SimpleLazyObject(lambda: secrets.token_urlsafe(16))  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", _policy(request, response))
        if "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]:
            response.headers.setdefault("X-Frame-Options", "DENY")  # for readers that know no policy
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response

    return middleware


def csp(response: HttpResponse, **directives: str) -> HttpResponse:
    """Change directives for one answer: `csp(response, frame_ancestors="*")`."""
    response.csp = {name.replace("_", "-"): value for name, value in directives.items()}  # type: ignore[attr-defined]
    if "frame_ancestors" in directives:
        response.xframe_options_exempt = True
    return response


def _policy(request: HttpRequest, response: HttpResponse) -> str:
    # Streams may live in a process and an origin of their own.
    stream = settings.STREAM_ORIGIN
    rules = POLICY | getattr(response, "csp", {})
    text = "; ".join(f"{name} {value}" for name, value in rules.items())
    return text.replace("{nonce}", str(request.csp_nonce)).replace("{streams}", f" {stream}" if stream else "")  # type: ignore[attr-defined]


def preferences_middleware(get_response: Handler) -> Handler:
    """Answer in the reader's language and zone: the person's own choice, else this browser's, else the workspace's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        language = _language(request)
        with translation.override(language), timezone.override(_zone(request)):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        # Without the last one a browser that goes Back takes a kept part for the page.
        patch_vary_headers(response, ("Accept-Language", "Cookie", "Nitka-Part"))
        return response

    middleware.process_view = _enter  # type: ignore[attr-defined]
    return middleware


def _enter(request: HttpRequest, *args: Any) -> None:
    # By now the workspace is known; its zone counts where the browser has not told its own.
    timezone.activate(_zone(request))


def _language(request: HttpRequest) -> str:
    chosen = getattr(getattr(request, "user", None), "language", "")
    supported = dict(settings.LANGUAGES)
    return chosen if chosen in supported else translation.get_language_from_request(request)


def language_told(request: HttpRequest) -> str:
    """Which of our languages the switch of public pages, else the browser, asks for; empty when neither does."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    told = [cookies.read(request, "django_language"), *(name for name, _weight in accepted)]
    return next((name[:2] for name in told if name[:2] in dict(settings.LANGUAGES)), "")


def _zone(request: HttpRequest) -> ZoneInfo:
    workspace = getattr(request, "workspace", None)
    names = (unquote(cookies.read(request, "zone")), getattr(workspace, "timezone", ""), settings.TIME_ZONE)
    return ZoneInfo(next(name for name in names if name in _zones()))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
