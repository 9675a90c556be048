"""Searching the whole history: the page, its results alone while one types, and searches kept as views."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts import policies
from nitka.accounts.actions import TooMany
from nitka.accounts.asking import member_of
from nitka.conversations import actions
from nitka.conversations.desk.frame import frame
from nitka.conversations.search.found import Question
from nitka.conversations.search.line import LONGEST
from nitka.conversations.search.page import Place, page
from nitka.conversations.search.saved import counted
from nitka.conversations.search.saved import views as saved_views


@require_GET
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What a line finds."""
    member = member_of(request)
    question = Question(
        text=request.GET.get("q", "")[:LONGEST],
        after=request.GET.get("after", "")[:160],
        order="best" if request.GET.get("order") == "best" else "new",
        typing=request.GET.get("typing") == "1",
    )
    context = {
        "s": page(member, Place(slug, frame(member)), question),
        "slug": slug,
        "base": f"/w/{slug}/search/",
        "may_share": policies.can_share_views(member),
    }
    if not question.text.strip():
        context["saved"] = saved_views(member)
    part = request.headers.get("Nitka-Part", "")
    template = "conversations/_found.html" if "found" in part.split() else "conversations/search.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def views(request: HttpRequest, slug: str) -> HttpResponse:
    """The views with their counts, for the navigation; posted: one more."""
    if request.method == "POST":
        return _keep(request, slug)
    return render(request, "conversations/_saved.html", {"saved": counted(member_of(request)), "slug": slug})


def _keep(request: HttpRequest, slug: str) -> HttpResponse:
    member = member_of(request)
    query = " ".join(request.POST.get("q", "").replace("\x00", " ").split())[:LONGEST]
    name = " ".join(request.POST.get("name", "").replace("\x00", " ").split())[:80] or query[:80]
    shared = request.POST.get("shared") == "1"
    if shared and not policies.can_share_views(member):
        raise PermissionDenied
    if query:
        try:
            actions.save_view(name=name, query=query, shared=shared, by=member)
            messages.success(request, _("“%(name)s” is in the navigation now") % {"name": name})
        except TooMany:
            messages.error(request, _("There are thirty views already: take one away first"))
    return _back(slug, query)


@require_POST
def view_removal(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take a view away; another's own is not found."""
    member = member_of(request)
    view = next((view for view in saved_views(member) if view.pk == key), None)
    if view is None:
        raise Http404
    if not policies.can_change_view(member, view):
        raise PermissionDenied
    actions.remove_view(view=view)
    messages.success(request, _("“%(name)s” is no longer in the navigation") % {"name": view.name})
    return _back(slug, "")


def _back(slug: str, query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/w/{slug}/search/" + (f"?{urlencode({'q': query})}" if query else ""))
