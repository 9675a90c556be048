"""The page that answers: how many, why, who."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nitka.feedback.policies import can_see
from nitka.feedback.queries import least_of
from nitka.insight import page
from nitka.insight.filters import parse


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, at the reading its address names."""
    member = request.member  # type: ignore[attr-defined]
    if not can_see(member):
        raise PermissionDenied
    least = least_of(request.workspace.settings)  # type: ignore[attr-defined]
    return render(request, "insight/page.html", page.build(member, parse(request.GET.dict()), least))
