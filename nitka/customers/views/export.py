"""The lists as files, sent while they are made; who took which is written down."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.actions.audit import record
from nitka.accounts.asking import admitted
from nitka.accounts.exporting import save
from nitka.customers import company_list, listing, saved
from nitka.customers.actions.many import TICKED
from nitka.customers.company_export import CompanyExport
from nitka.customers.export import Export
from nitka.customers.merge_export import LISTS
from nitka.customers.policies import can_export
from nitka.customers.using import note_use
from nitka.customers.views.listing import columns_of, own_keys
from nitka.customers.views.many import ticked
from nitka.kit.saving import TYPES, answer
from nitka.ui import words


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """All that fit, with the columns shown; who took how many of whom is written down."""
    member, kind = admitted(request, can_export), request.POST.get("kind", "csv")
    if kind not in TYPES:
        raise BadRequest
    asked = saved.back_to(request.POST)
    chosen = tuple(ticked(request) or ())[:TICKED] if "customer" in request.POST else None
    wanted = Export(
        asked, tuple(columns_of(request, own_keys(member), asked)), member, member.workspace_id,
        get_language() or "en", timezone.get_current_timezone(), chosen,
    )  # fmt: skip
    _written(wanted, kind)
    note_use([key for key in wanted.shown if key not in listing.COLUMNS], "file")
    return answer(wanted, kind, f"customers-{slug}")


@require_POST
def companies(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """All companies that fit, with their people's sums; written down too."""
    member, kind = admitted(request, can_export), request.POST.get("kind", "csv")
    if kind not in TYPES:
        raise BadRequest
    asked = company_list.read(QueryDict(request.POST.get("back", "")[:4000].removeprefix("?")))
    language, zone = get_language() or "en", timezone.get_current_timezone()
    wanted = CompanyExport(asked, member, member.workspace_id, language, zone)
    record("companies.exported", kind="companies", detail={"kind": kind.upper()})
    return answer(wanted, kind, f"companies-{slug}")


@require_POST
def merges(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """One of the lists of merging, as far as the member sees it."""
    member, which = admitted(request, can_export), request.POST.get("back", "").partition("?")[0] or "queue"
    if which not in LISTS:
        raise BadRequest
    wanted, asked = LISTS[which], QueryDict(request.POST.get("back", "").partition("?")[2][:4000])
    return save(request, file=f"merges-{which}", name=str(wanted.name), columns=wanted.columns(),
                page=wanted.page(member, asked))  # fmt: skip


def _written(wanted: Export, kind: str) -> None:
    """A line of the audit log: who, how many, of which conditions; of what names a person only that it was asked."""
    asked, n = wanted.asked, wanted.found().order_by().count()
    many: dict[str, Any] = {"n": words.figure(n)}
    said = [str(said) for name, said in asked.conditions() if name != "has"]
    said += [asked.has.partition("=")[0]] if asked.has else []
    said += [_("found by search")] if asked.q else []
    said += [_("ticked")] if wanted.ticked is not None else []
    detail = {
        "kind": kind.upper(),
        "n": ngettext("%(n)s customer", "%(n)s customers", n) % many,
        "what": ", ".join(said)[:160],
    }
    record("customers.exported", kind="customers", detail=detail)
