"""Views of the list: counted for the navigation, kept, called otherwise, put in order, taken away."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nitka.accounts.actions import NameTaken, TooMany, rename_view
from nitka.accounts.asking import member_of
from nitka.accounts.policies import can_change_view, can_share_views
from nitka.customers import actions, listing, saved
from nitka.customers.models import CustomerView


@require_http_methods(["GET", "POST"])
def views(request: HttpRequest, slug: str) -> HttpResponse:
    """The navigation with its counts; posted: one view more, the list as it stands."""
    member = member_of(request)
    if request.method == "GET":
        return _navigation(request, listing.read(request.GET))
    asked = replace(saved.back_to(request.POST), view="")
    name, shared = _named(request) or saved.name_of(asked), _shared(request)
    try:
        view = actions.save_view(name=name, query=asked.query()[1:], shared=shared, by=member)
    except TooMany:
        messages.error(request, _("There are thirty views already: take one away first"))
        return _to(slug, asked)
    messages.success(request, _("“%(name)s” is in the navigation now") % {"name": view.name})
    return _to(slug, saved.asked_by(view))


@require_POST
def view(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Call a view otherwise; its owner or everybody has it from now on."""
    view = _changeable(request, key)
    name, back = _named(request), saved.back_to(request.POST)
    if not name:
        messages.error(request, _("A view needs a name"))
        return _to(slug, back)
    try:
        shared = view.member_id is None if "sharing" not in request.POST else _shared(request)
        rename_view(view=view, name=name, shared=shared, by=member_of(request))
    except NameTaken:
        messages.error(request, _("There is a view “%(name)s” already") % {"name": name})
    except TooMany:
        messages.error(request, _("There are thirty views already: take one away first"))
    else:
        messages.success(request, _("The view is called “%(name)s” now") % {"name": name})
    return _to(slug, back)


@require_POST
def contents(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Let a view show the list as it stands."""
    view, asked = _changeable(request, key), replace(saved.back_to(request.POST), view="")
    actions.change_view(view=view, query=asked.query()[1:], by=member_of(request))
    messages.success(request, _("“%(name)s” is saved as it is shown") % {"name": view.name})
    return _to(slug, replace(asked, view=str(view.pk)))


@require_POST
def place(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One place up or down."""
    view, back = _changeable(request, key), saved.back_to(request.POST)
    actions.move_view(view=view, up=request.POST.get("to") == "up")
    return _navigation(request, back) if "Nitka-Part" in request.headers else _to(slug, back)


@require_POST
def removal(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take a view away; another's own is not found."""
    view, back = _changeable(request, key), saved.back_to(request.POST)
    actions.remove_view(view=view)
    messages.success(request, _("“%(name)s” is no longer in the navigation") % {"name": view.name})
    return redirect("customers:index", slug) if back.view == str(key) else _to(slug, back)


def _navigation(request: HttpRequest, asked: listing.Asked) -> HttpResponse:
    member = member_of(request)
    kept = saved.ask_shown(member, asked, counted=True).get()
    context = {"kept": kept, "asked": asked, "may_share": can_share_views(member)}
    return render(request, "customers/_views.html", context)


def _changeable(request: HttpRequest, key: UUID) -> CustomerView:
    member = member_of(request)
    view = saved.of(member, key)
    if view is None:
        raise Http404
    if not can_change_view(member, view):
        raise PermissionDenied
    return view


def _named(request: HttpRequest) -> str:
    return " ".join(request.POST.get("name", "").replace("\x00", " ").split())[:80]


def _shared(request: HttpRequest) -> bool:
    shared = request.POST.get("shared") == "1"
    if shared and not can_share_views(member_of(request)):
        raise PermissionDenied
    return shared


def _to(slug: str, asked: listing.Asked) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"/w/{slug}/customers/{asked.query()}")
