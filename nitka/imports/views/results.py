"""What became of the rows: those that were not loaded as a file, those that were as customers."""

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nitka.accounts.actions.audit import record
from nitka.customers.queries import visible_to
from nitka.customers.tabs import names, section
from nitka.imports import page, queries
from nitka.imports.models import Import, Outcome, Trace
from nitka.imports.views.imports import allowed, import_or_404
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tables import BOM, csv_text

BATCH = 500
SHOWN = 50


@require_GET
def errors(request: HttpRequest, slug: str, key: UUID) -> StreamingHttpResponse:
    """The rows that were not loaded, or not with all their cells, in the columns of the file and one more: why."""
    found = import_or_404(request, key)
    record("import.errors", kind="import", object_id=found.pk)
    response = StreamingHttpResponse(_errors(found, get_language() or "en"), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{_("errors")}-{day}.csv"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def people(request: HttpRequest, slug: str, key: UUID, outcome: str) -> HttpResponse:
    """The customers that rows with an outcome are about."""
    found, member = import_or_404(request, key), allowed(request)
    if outcome not in (Outcome.NEW, Outcome.CHANGED, Outcome.MERGED, Outcome.ASKED):
        raise Http404
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        raise Http404
    rows = Trace.objects.filter(of_id=found.pk, outcome=outcome, number__gt=int(after)).order_by("number")
    shown = list(rows.values_list("number", "customer_id")[: SHOWN + 1])
    keys = {customer for _number, customer in shown if customer}
    seen = set(visible_to(member).filter(pk__in=keys).values_list("pk", flat=True))
    called = names(keys)
    lines = [(number, customer, called.get(customer, ""), customer in seen) for number, customer in shown[:SHOWN]
             if customer]  # fmt: skip
    context = {
        "of": found, "lines": lines, "what": page.called(outcome), "n": found.counts.get(outcome, 0),
        "next": shown[SHOWN - 1][0] if len(shown) > SHOWN else "",
    }  # fmt: skip
    return render(request, "imports/people.html", context | section(member, "imports"))


def _errors(of: Import, language: str) -> Iterator[bytes]:
    """In the shape of the file, so that it can be corrected and loaded again; what
    would be a formula gets a quote before it, which reading takes off."""
    with translation.override(language):
        yield (BOM + csv_text([[*of.columns, _("Reason")]], separator=";")).encode()
    number = place = 0
    while True:
        with in_workspace(of.workspace_id), translation.override(language):
            rows = queries.wrong(of, number, BATCH)
            if not rows:
                return
            why = {row.number: _why(of, row) for row in rows}
            cells, place, number = queries.cells_of(of, [row.number for row in rows], place, number)
        width = len(of.columns)
        shaped = [[*row[:width], *[""] * (width - len(row)), why[n]] for n, row in cells]
        yield csv_text(shaped, separator=";").encode()


def _why(of: Import, row: Trace) -> str:
    if row.outcome == Outcome.FAILED:
        return page.about(of, row.place, row.reason)
    without = "; ".join(page.about(of, place, reason) for place, reason in row.left)
    return _("Loaded without cells that cannot be read: %(cells)s") % {"cells": without}

