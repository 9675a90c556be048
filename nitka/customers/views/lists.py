"""What the lists of merges, refusals and quarantines have in common."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from nitka.customers.paging import newest
from nitka.customers.queue import keys_of

MOST = 100  # changed at once


def page(request: HttpRequest, rows: "QuerySet[Any]") -> tuple[list[Any], str]:
    """The rows after the place that is asked for. Raises Http404 for a place that is none."""
    try:
        return newest(rows, request.GET.get("after", "")[:120])
    except (ValueError, OverflowError):
        raise Http404 from None


def chosen(request: HttpRequest, rows: "QuerySet[Any]") -> list[Any]:
    """The rows that a form names, as far as the member sees them. Raises BadRequest, or Http404 where there is none."""
    named = request.POST.getlist("row")[:MOST]
    if not named:
        raise BadRequest
    found = list(rows.filter(pk__in=keys_of(named)).order_by("pk"))
    if not found:
        raise Http404
    return found


def changed(
    request: HttpRequest, slug: str, back: str, template: str, lines: Sequence[Any], said: str, **more: Any
) -> HttpResponse:
    """The changed rows and what happened; without scripts the list again."""
    if "Nitka-Part" not in request.headers:
        return redirect(f"customers:{back}", slug)
    return render(request, "customers/_changed.html", {"rows": template, "lines": lines, "said": said, **more})
