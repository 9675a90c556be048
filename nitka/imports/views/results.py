"""What became of the rows: those that were not loaded as a file, those that were as customers."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from nitka.accounts.actions.audit import record
from nitka.customers.models import Company
from nitka.customers.queries import visible_to
from nitka.customers.tabs import names, section
from nitka.imports import page
from nitka.imports.errors import Errors
from nitka.imports.models import Kind, Outcome, Trace
from nitka.imports.views.imports import allowed, import_or_404
from nitka.kit.saving import TYPES, answer

SHOWN = 50


@require_GET
def errors(request: HttpRequest, slug: str, key: UUID) -> StreamingHttpResponse:
    """The rows that were not loaded, or not with all their cells, in the columns of the file and one more: why."""
    found, kind = import_or_404(request, key), request.GET.get("kind", "csv")
    if kind not in TYPES:
        raise BadRequest
    record("import.errors", kind="import", object_id=found.pk)
    table = Errors(found, get_language() or "en", timezone.get_current_timezone())
    return answer(table, kind, _("errors"))


@require_GET
def people(request: HttpRequest, slug: str, key: UUID, outcome: str) -> HttpResponse:
    """The customers or companies that rows with an outcome are about."""
    found, member = import_or_404(request, key), allowed(request)
    if outcome not in (Outcome.NEW, Outcome.CHANGED, Outcome.MERGED, Outcome.ASKED):
        raise Http404
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        raise Http404
    rows = Trace.objects.filter(of_id=found.pk, outcome=outcome, number__gt=int(after)).order_by("number")
    firms = found.kind == Kind.COMPANIES
    shown = list(rows.values_list("number", "company_id" if firms else "customer_id")[: SHOWN + 1])
    keys = {about for _number, about in shown if about}
    if firms:
        called = dict(Company.objects.filter(pk__in=keys).values_list("pk", "name"))
        seen = set(called)
    else:
        called, seen = names(keys), set(visible_to(member).filter(pk__in=keys).values_list("pk", flat=True))
    lines = [(number, about, called.get(about, ""), about in seen) for number, about in shown[:SHOWN] if about]
    context = {
        "of": found, "firms": firms, "lines": lines, "what": page.called(outcome, found.kind),
        "n": found.counts.get(outcome, 0),
        "next": shown[SHOWN - 1][0] if len(shown) > SHOWN else "",
    }  # fmt: skip
    return render(request, "imports/people.html", context | section(member, "imports"))
