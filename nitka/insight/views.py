"""The page that answers: how many, why, who."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.actions.audit import record
from nitka.accounts.asking import admitted, member_of, workspace_of
from nitka.accounts.policies import Permission, has
from nitka.feedback.policies import can_see
from nitka.feedback.queries import least_of
from nitka.insight import page
from nitka.insight.export import WhoExport
from nitka.insight.filters import parse
from nitka.kit.saving import TYPES, answer


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, at the reading its address names."""
    member = admitted(request, can_see)
    least = least_of(workspace_of(request).settings)
    exports = {"exports": has(member, Permission.EXPORT), "whole": request.GET.urlencode()}
    return render(request, "insight/page.html", page.build(member, parse(request.GET.dict()), least) | exports)


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The list below, all of it, as its reader sees it; who took it is written down."""
    member, kind = member_of(request), request.POST.get("kind", "csv")
    if not (can_see(member) and has(member, Permission.EXPORT)):
        raise PermissionDenied
    if kind not in TYPES:
        raise BadRequest
    filters = parse(QueryDict(request.POST.get("back", "")[:4000]).dict())
    scope, scale = page.scope_of(member, filters)
    table = WhoExport(scope, scale, get_language() or "en", timezone.get_current_timezone())
    record("ratings.exported", kind="ratings", detail={"kind": kind.upper()})
    return answer(table, kind, f"ratings-{slug}")
