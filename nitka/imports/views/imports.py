"""A file comes, is mapped, tried, loaded, taken back: one page that follows its state."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.exporting import save
from nitka.accounts.models import Member
from nitka.customers.tabs import section
from nitka.imports import actions, page, queries, words
from nitka.imports import columns as fields
from nitka.imports.actions.begin import TooLarge
from nitka.imports.actions.steps import NotNow, WrongColumns
from nitka.imports.export import past_columns, past_page
from nitka.imports.models import Import, Kind
from nitka.imports.policies import can_import
from nitka.imports.values import CURRENCIES, currency_of

_STEPS = {"try": actions.try_it, "run": actions.run, "hold": actions.hold, "go": actions.go_on,
          "return": actions.take_back}  # fmt: skip


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What was loaded, and a new file."""
    member, problem = allowed(request), ""
    if request.method == "POST":
        given = request.FILES.get("file")
        if given is None:
            problem = _("Choose a file.")
        else:
            try:
                made = actions.begin(by=member, name=given.name or "", pieces=given.chunks(), kind=_kind(request))
            except TooLarge:
                problem = _("The file is larger than 512 MB: cut it into several.")
            else:
                return redirect("imports:one", slug, made.pk)
    context = {"past": page.past(queries.visible_to(member)), "problem": problem, **section(member, "imports")}
    return render(request, "imports/index.html", context, status=422 if problem else 200)


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list of files as one."""
    member = allowed(request)
    return save(request, file="imports", name=_("Loading from files"), columns=past_columns(), page=past_page(member))


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """An import as it stands; `?step=map` opens the columns again before it is loaded."""
    found, member = import_or_404(request, key), allowed(request)
    return shown(request, found, member, again=request.GET.get("step") == "map")


@require_POST
def reading(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Read it otherwise."""
    found = import_or_404(request, key)
    how: dict[str, Any] = {}
    if request.POST.get("encoding", "") in words.ENCODINGS:
        how["encoding"] = request.POST["encoding"]
    if request.POST.get("delimiter", "") in words.DELIMITERS:
        how["delimiter"] = request.POST["delimiter"]
    if request.POST.get("header", "") in ("yes", "no"):
        how["header"] = request.POST["header"] == "yes"
    actions.read_again(of=found, how=how)
    return answered(request, slug, found)


@require_POST
def columns(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What the columns are; then it is tried."""
    found = import_or_404(request, key)
    given = [request.POST.get(f"c{place}", "")[:60] for place in range(len(found.columns))]
    mapping = [target if fields.is_one(found.kind, target) else "" for target in given]
    try:
        actions.settle(of=found, mapping=mapping, keeps=request.POST.get("keeps") == "1",
                       strict=request.POST.get("strict") == "1",
                       currency=_currency(request),
                       source=request.POST.get("source", "")[:40].replace("\x00", ""))  # fmt: skip
        actions.try_it(of=found)
    except WrongColumns as problem:
        found.mapping = mapping
        return shown(request, found, allowed(request), again=True, problem=str(problem))
    except NotNow:
        pass
    return answered(request, slug, found)


@require_POST
def step(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Try, load, stop, go on, take back; say that it holds something else; or let the file go."""
    found, what = import_or_404(request, key), request.POST.get("do", "")
    if what == "drop":
        actions.drop(of=found)
        return redirect("imports:index", slug)
    if what in Kind:
        actions.change_kind(of=found, kind=Kind(what))
        return answered(request, slug, found)
    if what not in _STEPS:
        return HttpResponseBadRequest()
    with suppress(NotNow):  # somebody else was first: the page shows what they did
        _STEPS[what](of=found)
    return answered(request, slug, found)


def _currency(request: HttpRequest) -> str | None:
    """Of sums that bear none; None where it is not asked for."""
    given = request.POST.get("currency")
    return None if given is None else currency_of(given) if currency_of(given) in CURRENCIES else ""


def _kind(request: HttpRequest) -> str:
    """What is in the file; "": to be found out."""
    given = request.POST.get("kind", "")
    return given if given in Kind else ""


def allowed(request: HttpRequest) -> Member:
    """Who asks, when they may. Raises PermissionDenied."""
    return admitted(request, can_import)


def import_or_404(request: HttpRequest, key: UUID) -> Import:
    """One import of those who may load files."""
    found = queries.visible_to(allowed(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def shown(
    request: HttpRequest, found: Import, member: Member, *, again: bool = False, problem: str = ""
) -> HttpResponse:
    """The page, or its steps where only they are wanted."""
    context = page.context(found, member, again=again) | {"problem": problem}
    status = 422 if problem else 200
    if "steps" in request.headers.get("Nitka-Part", "").split():
        return render(request, "imports/_steps.html", context, status=status)
    return render(request, "imports/import.html", context | section(member, "imports"), status=status)


def answered(request: HttpRequest, slug: str, found: Import) -> HttpResponse:
    """The steps as they are now; without scripts the page again."""
    if "steps" not in request.headers.get("Nitka-Part", "").split():
        return redirect("imports:one", slug, found.pk)
    found.refresh_from_db()
    return shown(request, found, allowed(request))
