"""Searching the whole history: the page, and its results alone while one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nitka.conversations.desk.frame import frame
from nitka.conversations.search.found import Question
from nitka.conversations.search.page import Place, page
from nitka.conversations.views.base import member_of


@require_GET
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What a line finds."""
    member = member_of(request)
    question = Question(
        text=request.GET.get("q", "")[:400],
        after=request.GET.get("after", "")[:160],
        order="best" if request.GET.get("order") == "best" else "new",
        typing=request.GET.get("typing") == "1",
    )
    found = page(member, Place(slug, frame(member)), question)
    part = request.headers.get("Nitka-Part", "")
    template = "conversations/_found.html" if "found" in part.split() else "conversations/search.html"
    return render(request, template, {"s": found, "slug": slug, "base": f"/w/{slug}/search/"})
