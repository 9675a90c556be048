"""Errors in words, and the switches of public pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nitka.kit.context import request_id


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _error(request, 404)


def too_many(request: HttpRequest, exception: Exception | None = None, retry_after: int = 60) -> HttpResponse:
    """429 with the time to wait."""
    response = _error(request, 429, minutes=-(-retry_after // 60))
    response["Retry-After"] = str(retry_after)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Nothing here may need the database."""
    return _error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open for too long, or cookies are off."""
    return _error(request, 403, stale=True)


def _error(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    return render(request, f"{status}.html", {"request_code": request_id.get(), **context}, status=status)
