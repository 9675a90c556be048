"""What is wrong of a person: named on a request’s page, changed there, taken back there."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from nitka.rights import actions, queries
from nitka.rights.views.requests import asked, keeper, page
from nitka.rights.wrong import typed

_DO: dict[str, Callable[..., object]] = {"apply": actions.correct, "back": actions.uncorrect, "drop": actions.drop}


@require_POST
def point_out(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Name a value that is wrong, and what it should be."""
    member, row = keeper(request), asked(request, key)
    code, text = request.POST.get("field", "")[:100], request.POST.get("asked", "")
    try:
        actions.point_out(request=row, code=code, asked=lambda spot: typed(spot, text), by=member)
    except actions.CannotCorrect as problem:
        return page(request, row, refused=(problem.field or "asked", str(problem)))
    return redirect("rights:request", slug, key)


@require_POST
def one(request: HttpRequest, slug: str, correction_id: UUID) -> HttpResponse:
    """Change it, take that back, or take it off the list."""
    member, row, do = keeper(request), queries.correction(correction_id), _DO.get(request.POST.get("do", ""))
    if row is None:
        raise Http404
    if do is None:
        raise BadRequest
    try:
        do(correction=row, by=member)
    except actions.CannotCorrect as problem:
        messages.error(request, str(problem))
    return redirect("rights:request", slug, row.request_id)
