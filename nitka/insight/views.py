"""The page that answers: how many, why, who."""

from django.http import HttpRequest, HttpResponse


def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The page."""
    return HttpResponse()
