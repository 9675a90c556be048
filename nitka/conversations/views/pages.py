"""The desk's pages: list, thread, customer; each pane has its own address, which counts on a phone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from nitka.conversations.views.base import desk


@require_GET
def inbox(request: HttpRequest, slug: str) -> HttpResponse:
    """The list."""
    return desk(request, slug, number=None, pane="list")


@require_GET
def thread(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A conversation."""
    return desk(request, slug, number=number, pane="thread")


@require_GET
def customer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The customer of a conversation."""
    return desk(request, slug, number=number, pane="customer")
