"""Off to a page of somebody else's, after a form of ours."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def leave(request: HttpRequest, url: str) -> HttpResponse:
    """A page that goes there at once. A redirect would not: browsers hold it to the policy's `form-action 'self'`."""
    response = render(request, "ui/leaving.html", {"url": url, "host": urlsplit(url).hostname})
    response["Cache-Control"] = "no-store"
    return response
