"""Settings: the register, one request, and what is done about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.exporting import save
from nitka.accounts.models import Member
from nitka.customers.queries import survivor
from nitka.rights import actions, export, queries, words
from nitka.rights.forms import HabitsForm, RequestForm
from nitka.rights.models import Copy, Kind, Request
from nitka.rights.policies import can_keep_rights
from nitka.rights.told import Told, corrected

SHOWN = 200


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The register, and how the workspace deals with it."""
    keeper(request)
    form = HabitsForm(request.POST if request.method == "POST" else None, habits=queries.habits())
    if request.method == "POST" and form.is_valid():
        actions.set_habits(**form.cleaned_data)
        messages.success(request, _("Saved"))
        return redirect("rights:index", slug)
    context = {
        "form": form,
        "rows": [_line(row) for row in queries.open_requests()[:SHOWN]],
        "closed": [_line(row) for row in queries.closed_requests()[:SHOWN]],
    }
    return render(request, "rights/index.html", context, status=422 if form.errors else 200)


@require_POST
def take(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The register as a file."""
    keeper(request)
    return save(request, file="requests", name=_("Personal data: requests"), columns=export.columns(),
                page=export.page())  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str, customer: UUID) -> HttpResponse:
    """Write down what a customer asks for."""
    member = keeper(request)
    found = survivor(customer, member)
    if found is None or found.erased_at:
        raise Http404
    form = RequestForm(request.POST if request.method == "POST" else None, kind=request.GET.get("kind", ""))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "way", "words")}
        made = actions.receive(customer=found, received_at=form.received_at, member=member, **given)
        return redirect("rights:request", slug, made.pk)
    context = {"form": form, "customer": found, "name": found.name or _("Without a name")}
    return render(request, "rights/new.html", context, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One request: what there is, what was done, what can be done."""
    return page(request, asked(request, key))


@require_POST
def erasure(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Order it, with the word typed; or call it off."""
    member, row = keeper(request), asked(request, key)
    found = queries.erasure_of(row.pk)
    if request.POST.get("do") == "call_off":
        if found is None or not actions.call_off(erasure=found, by=member):
            messages.error(request, _("It has begun already and cannot be called off"))
        return redirect("rights:request", slug, key)
    if request.POST.get("word", "").strip().casefold() != _word().casefold():
        return page(request, row, wrong=_("Type the word exactly: %(word)s") % {"word": _word()})
    try:
        actions.order_erasure(request=row, by=member, at_once=request.POST.get("when") == "now")
    except actions.Busy:
        messages.error(request, _("The erasure is under way already"))
    return redirect("rights:request", slug, key)


@require_POST
def restriction(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Stop working with their data, or go on."""
    member, row = keeper(request), asked(request, key)
    if row.kind != Kind.RESTRICTION:
        raise Http404
    do = actions.go_on_again if request.POST.get("do") == "lift" else actions.stop
    do(request=row, by=member)
    return redirect("rights:request", slug, key)


@require_POST
def copy(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Have the file made."""
    member, row = keeper(request), asked(request, key)
    if row.kind != Kind.EXPORT:
        raise Http404
    actions.order_copy(request=row, by=member)
    return redirect("rights:request", slug, key)


@require_GET
def download(request: HttpRequest, slug: str, key: UUID) -> HttpResponseBase:
    """The file, while it is there; who took it is written down."""
    member, row = keeper(request), asked(request, key)
    file = actions.hand_out(request=row, by=member)
    if file is None:
        raise Http404
    response = FileResponse(file, as_attachment=True, filename=f"data-{row.number}.zip")
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def log(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take it on, or write down what was done."""
    member, row = keeper(request), asked(request, key)
    if request.POST.get("do") == "take":
        actions.take(request=row, member=member)
    else:
        actions.note(request=row, text=request.POST.get("text", ""), by=member)
    return redirect("rights:request", slug, key)


@require_POST
def closure(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """It ends: done (an erasure ends by itself), refused, withdrawn."""
    member, row = keeper(request), asked(request, key)
    state = request.POST.get("state", "")
    if state not in queries.endings(row) or not actions.close(request=row, state=state, by=member):
        messages.error(request, _("This cannot be done now"))
    return redirect("rights:request", slug, key)


def page(request: HttpRequest, row: Request, wrong: str = "", refused: tuple[str, str] = ("", "")) -> HttpResponse:
    """A request’s page; `refused` says of a correction which input is wrong, and why."""
    found, made = queries.erasure_of(row.pk), queries.copy_of(row.pk)
    under_way = found is not None and found.stage in ("waiting", "going")
    asks = row.kind == Kind.ERASURE and row.is_open and not under_way
    numbers = actions.count(row.customer_id) if asks else found.counts if found else {}
    names: dict[Any, str] = dict(Member.objects.values_list("pk", "name"))
    told = corrected(row, keeper(request), names)
    context = {
        **_line(row),
        "erasure": found if found and found.stage != "cancelled" else None,
        "asks": asks,
        "under_way": under_way,
        "goes": words.counts(numbers, stays=False),
        "stays": words.counts(numbers, stays=True),
        "copy": made,
        "log": [(told.line(entry), names.get(entry.member_id, ""), entry.at) for entry in row.entries.order_by("at")],
        "told": told,
        "ahead": _ahead(row, made, told),
        "refused": dict([refused]),
        "chosen": request.POST.get("field", ""),
        "written": request.POST.get("asked", ""),
        "habits": queries.habits(),
        "word": _word(),
        "typed": request.POST.get("word", ""),
        "wrong": wrong,
    }
    return render(request, "rights/request.html", context, status=422 if wrong or refused[1] else 200)


def _ahead(row: Request, made: Copy | None, told: Told) -> bool:
    """Whether what was asked for is still to be done: then that is the page's first button, not the end of it."""
    if row.kind == Kind.EXPORT:
        return made is None or not row.entries.filter(verb="downloaded").exists()
    if row.kind == Kind.RESTRICTION:
        return row.customer.restricted_at is None
    return row.kind == Kind.RECTIFICATION and (not told.lines or told.waiting is not None)


def _line(row: Request) -> dict[str, Any]:
    return {"row": row, "name": words.person(row), "left": words.left(row), "tone": words.tone(row)}


def _word() -> str:
    """What has to be typed."""
    return pgettext("typed to confirm", "ERASE")


def keeper(request: HttpRequest) -> Member:
    """Who keeps the register; nobody else comes further."""
    return admitted(request, can_keep_rights)


def asked(request: HttpRequest, key: UUID) -> Request:
    """A request of the register."""
    keeper(request)
    found = queries.requests().filter(pk=key).first()
    if found is None:
        raise Http404
    return found
