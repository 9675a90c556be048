"""Settings: endpoints, their secrets."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.kit import clock
from nitka.webhooks import actions, queries
from nitka.webhooks.actions.endpoints import note_shown
from nitka.webhooks.forms import EndpointForm
from nitka.webhooks.kinds import KINDS, groups
from nitka.webhooks.models import Endpoint
from nitka.webhooks.views.common import endpoint, member
from nitka.webhooks.views.log import listed


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The list."""
    member(request)
    rows = list(queries.endpoints())
    counts = queries.waiting([row.pk for row in rows])
    context = {"rows": [{"row": row, **counts.get(row.pk, {})} for row in rows]}
    return render(request, "webhooks/index.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new one."""
    me, form = member(request), EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create(**form.given(), by=me)
        except actions.Wrong as problem:
            form.blame(problem)
        else:
            messages.success(request, _("The webhook is made: send an example to see that it arrives"))
            return redirect("webhooks:one", slug, made.pk)
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Another address, other events."""
    row = endpoint(request, key)
    was = {"url": row.url, "description": row.description, "types": row.types}
    form = EndpointForm(request.POST or None, initial=was)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(endpoint=row, **form.given())
        except actions.Wrong as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved"))
            return redirect("webhooks:one", slug, key)
    return _form(request, form, row)


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """An endpoint: how it is signed, how deliveries went."""
    return _page(request, endpoint(request, key), secret="")


@require_POST
def show(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The same with its secret; who looked at it is written down."""
    row = endpoint(request, key)
    note_shown(endpoint=row)
    return _page(request, row, secret=row.secret)


@require_POST
def rotation(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A new secret, shown."""
    row = actions.rotate(endpoint=endpoint(request, key))
    return _page(request, row, secret=row.secret)


@require_POST
def switch(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """On or off."""
    actions.switch(endpoint=endpoint(request, key), on=request.POST.get("on") == "1")
    return redirect("webhooks:one", slug, key)


@require_POST
def removal(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take it away."""
    actions.remove(endpoint=endpoint(request, key))
    messages.success(request, _("The webhook is removed"))
    return redirect("webhooks:index", slug)


def _form(request: HttpRequest, form: EndpointForm, row: Endpoint | None) -> HttpResponse:
    ticked = form["types"].value() or []
    context = {"form": form, "row": row, "groups": groups(), "ticked": ticked}
    return render(request, "webhooks/form.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, row: Endpoint, *, secret: str) -> HttpResponse:
    both = bool(row.sealed_before and row.before_until and row.before_until > clock.now())
    heard = [(KINDS[type].label if type in KINDS else type, type) for type in row.types]
    context: dict[str, Any] = {"row": row, "secret": secret, "both": both, "groups": groups(), "heard": heard,
                               **listed(request, row)}  # fmt: skip
    response = render(request, "webhooks/one.html", context)
    response["Cache-Control"] = "no-store"
    return response
