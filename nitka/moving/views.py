"""Pages of moving in: the programs, a door and its keys, one move that follows its state."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers.tabs import section
from nitka.kit import clock
from nitka.moving import actions, page, queries
from nitka.moving.actions import NotNow, WrongKeys
from nitka.moving.models import Moving
from nitka.moving.policies import can_move
from nitka.moving.programs import PROGRAMS

_SINCE = {"90": 90, "180": 180, "365": 365, "1095": 1095}


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The programs, and who moved in so far."""
    member = allowed(request)
    context = {"programs": page.programs(), "past": page.past(queries.visible_to(member))}
    return render(request, "moving/index.html", context | section(member, "moving"))


@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, slug: str, program: str) -> HttpResponse:
    """The keys to a program; then they are tried."""
    member, plug_in = allowed(request), PROGRAMS.get(program)
    if plug_in is None:
        raise Http404
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = actions.begin(by=member, program=program, given=request.POST.dict())
        except WrongKeys as problem:
            wrong = problem.fields
        else:
            return redirect("moving:one", slug, made.pk)
    context = {"program": plug_in, "fields": page.fields(plug_in, request.POST.dict(), wrong)}
    return render(request, "moving/door.html", context | section(member, "moving"), status=422 if wrong else 200)


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A move as it stands."""
    return _shown(request, _found(request, key))


@require_POST
def keys(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Other keys to the same door."""
    found = _found(request, key)
    try:
        actions.give(of=found, given=request.POST.dict())
    except WrongKeys as problem:
        return _shown(request, found, wrong=problem.fields, given=request.POST.dict())
    return redirect("moving:one", slug, key)


@require_POST
def step(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Bring, stop, go on; or let it go."""
    found, what = _found(request, key), request.POST.get("do", "")
    if what == "drop":
        actions.drop(of=found)
        return redirect("moving:index", slug)
    if what not in ("run", "hold", "go", "return"):
        return HttpResponseBadRequest()
    with suppress(NotNow):  # somebody else was first: the page shows what they did
        if what == "run":
            days = _SINCE.get(request.POST.get("since", ""))
            since = clock.now() - timedelta(days=days) if days else None
            wanted = request.POST.getlist("wanted")
            if not wanted:
                return _shown(request, found, wrong={"wanted": "empty"})
            actions.run(of=found, wanted=wanted, since=since)
        else:
            {"hold": actions.hold, "go": actions.go_on, "return": actions.take_back}[what](of=found)
    if "steps" not in request.headers.get("Nitka-Part", "").split():
        return redirect("moving:one", slug, key)
    found.refresh_from_db()
    return _shown(request, found)


def allowed(request: HttpRequest) -> Member:
    """Who asks, when they may. Raises PermissionDenied."""
    return admitted(request, can_move)


def _found(request: HttpRequest, key: UUID) -> Moving:
    found = queries.visible_to(allowed(request)).filter(pk=key).first()
    if found is None or found.program not in PROGRAMS:
        raise Http404
    return found


def _shown(request: HttpRequest, found: Moving, **more: Any) -> HttpResponse:
    """The page, or its steps where only they are wanted."""
    context = page.context(found, **more)
    status = 422 if more.get("wrong") else 200
    if "steps" in request.headers.get("Nitka-Part", "").split():
        return render(request, "moving/_steps.html", context, status=status)
    return render(request, "moving/moving.html", context | section(allowed(request), "moving"), status=status)
