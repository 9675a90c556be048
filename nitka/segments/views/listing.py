"""All segments, and the ready-made ones to begin with."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.exporting import save
from nitka.accounts.models import Member
from nitka.customers.models import Company, Customer
from nitka.customers.policies import can_export
from nitka.customers.tabs import section
from nitka.segments import pictures, queries
from nitka.segments.actions import make_ready
from nitka.segments.definition import read
from nitka.segments.definition.called import Called
from nitka.segments.definition.words import said
from nitka.segments.export import columns, page
from nitka.segments.models import Segment
from nitka.segments.policies import can_build
from nitka.segments.ready import READY
from nitka.segments.using import users_of
from nitka.ui import words


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Segments with how many are in them and how that changed. A fixed number of statements."""
    member = member_of(request)
    found = list(queries.visible_to(member).order_by("-size", "name"))
    total = Customer.objects.filter(merged_into_id=None).count() if found else 0
    companies = Company.objects.filter(archived_at=None).count() if any(one.of_companies for one in found) else 0
    days, called, keepers, used = pictures.days_of(found), Called(), _keepers(found), users_of(found, member)
    usual = pictures.usual_of(found)
    lines = [
        {
            "segment": one, "said": said(read(one.definition), called),
            "trend": pictures.trend(one, days[one.pk], usual.get(one.pk)),
            "share": _share(one.size, companies if one.of_companies else total),
            "used": used[one.pk], "keeper": keepers.get(one.member_id) if one.member_id else "",
        }
        for one in found
    ]  # fmt: skip
    chosen = {only: [line for line in lines if fits(line, member)] for only, fits in CHIPS.items()}
    only = request.GET.get("only", "")
    only = only if only in chosen else ""
    context: dict[str, Any] = section(member, "segments") | {
        "lines": chosen[only], "some": bool(lines), "builds": can_build(member), "total": total,
        "moved": len(chosen["moved"]), "only": only, "band": bool(usual),
        "chips": [(code, label, len(chosen[code])) for code, label in _LABELS.items() if not code or chosen[code]],
        "takes": can_export(member),
        "ready": [(name, said(read(given), called)) for name, given in (READY[code] for code in queries.ready_made())],
    }  # fmt: skip
    return render(request, "segments/index.html", context)


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list as a file."""
    member = admitted(request, can_export)
    return save(request, file="segments", name=_("Segments"), columns=columns(), page=page(member))


@require_POST
def ready(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the ready-made segments that are not there yet."""
    admitted(request, can_build)
    make_ready()
    return redirect("segments:index", slug)


def _share(size: int, of: int) -> str:
    return words.percent(size / of, 1) if of and size >= 5 else ""


def _keepers(found: list[Segment]) -> dict[Any, str]:
    keys = {one.member_id for one in found if one.member_id}
    rows = Member.objects.filter(pk__in=keys).values_list("pk", "name") if keys else []
    return {key: name.split()[0] if name else "" for key, name in rows}


CHIPS: dict[str, Callable[[dict[str, Any], Member], bool]] = {
    "": lambda _line, _member: True,
    "moved": lambda line, _member: line["trend"].moved,
    "mine": lambda line, member: line["segment"].member_id == member.pk,
    "idle": lambda line, _member: not line["used"],
}
_LABELS = {
    "": pgettext_lazy("segments", "All"), "moved": pgettext_lazy("segments", "Changed"),
    "mine": pgettext_lazy("segments", "Mine"), "idle": pgettext_lazy("segments", "Used by nobody"),
}  # fmt: skip
