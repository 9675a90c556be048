"""Doors of a member's page: the signed address of its stream, and its heartbeat."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from nitka.kit import slots
from nitka.realtime import topics
from nitka.realtime.actions import here

MEMBERS_PAGE = Any  # the middleware of accounts gives the request its workspace and member


@require_GET
def stream(request: HttpRequest, slug: str) -> JsonResponse:
    """An address for the topics asked for; what the member may not hear is left out."""
    page: MEMBERS_PAGE = request
    asked = [name for name in request.GET.get("topics", "").split(",") if name][: topics.MOST_TOPICS]
    subjects = [f"member:{page.member.pk}", topics.session(request.session.session_key or "")]
    url = topics.stream_url(_allowed(page, asked), subjects=subjects)
    return JsonResponse({"url": url}, headers={"Cache-Control": "no-store"})


def _allowed(page: MEMBERS_PAGE, asked: list[str]) -> list[str]:
    own = {topics.inbox(page.workspace.pk), topics.insight(page.workspace.pk), topics.merges(page.workspace.pk)}
    own |= {topics.member(page.member.pk), topics.faces(page.workspace.pk), topics.sources(page.workspace.pk)}
    own |= {topics.webhooks(page.workspace.pk)}
    threads = {key for name in asked if (key := _thread(name))}
    seen: set[UUID] = set()
    for visible in slots.fillers("stream.conversations"):
        seen |= set(visible(page.member, threads))
    lists = topics.list_of(page.workspace.pk, "")
    return [name for name in asked if name in own or name.startswith(lists) or _thread(name) in seen]


def _thread(name: str) -> UUID | None:
    kind, _, key = name.partition(":")
    try:
        return UUID(key) if kind == "conversation" else None
    except ValueError:
        return None


@require_POST
def presence(request: HttpRequest, slug: str) -> HttpResponse:
    """The member's page is open. The desk has a door of its own, which says before which conversation."""
    page: MEMBERS_PAGE = request
    here(page.member)
    return HttpResponse(status=204)
