"""The whole page as values for its template."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.feedback.factors import BY_KEY, FACT_BY_KEY
from nitka.feedback.metrics.scales import NPS
from nitka.feedback.metrics.shares import LEAST, Least
from nitka.feedback.models import Status, Task
from nitka.insight import charts, how, names, queries
from nitka.insight.causes import Why
from nitka.insight.filters import DAYS, WHO, Filters
from nitka.insight.queries import Scope
from nitka.insight.report import count, scale_of
from nitka.kit import clock

ROWS = 25


def build(member: Member, filters: Filters, least: Least = LEAST) -> dict[str, Any]:
    """Everything the page shows, in a fixed number of statements."""
    scope = _scope(member, filters)
    cells, asked, named = queries.cells(scope), queries.asked(scope), names.load()
    scale, scales = scale_of(cells, filters.scale)
    cells, asked = [c for c in cells if c.scale == scale], [a for a in asked if a.scale == scale]
    return (
        {
            "f": filters,
            "period": scope.period,
            "names": named,
            "scale": scale,
            "scales": scales,
            "is_nps": scale == NPS,
            "minimum": least.shown,
            "minimum_comparison": least.compared,
            "ranges": DAYS,
            "narrowed": not sees_all(member),
        }
        | _how(scope, cells, asked, named, scale, least)
        | _why(scope, scale, least)
        | _who(scope, scale)
    )


def scope_of(member: Member, filters: Filters) -> tuple[Scope, str]:
    """What the page looks at with these filters, and on which scale."""
    scope = _scope(member, filters)
    return scope, scale_of(queries.cells(scope), filters.scale)[0]


def _scope(member: Member, filters: Filters) -> Scope:
    zone: Any = timezone.get_current_timezone()
    return Scope(member, filters, filters.period(timezone.localtime(clock.now()).date()), zone)


def _how(
    scope: Scope, cells: list[Any], asked: list[Any], named: names.Names, scale: str, least: Least
) -> dict[str, Any]:
    days = queries.days(scope, scale)
    now = count((c for c in cells if c.now), (a for a in asked if a.now))
    before = count((c for c in cells if not c.now), (a for a in asked if not a.now))
    tables = how.tables(cells, asked, named, scope.filters, least)
    return {
        "now": now,
        "before": before,
        "enough": now.n >= least.shown,
        "bar": charts.bar(now),
        "moved": how.moved(now, before, scale, least),
        "fall": how.fall(cells, named, least) if scale != NPS else None,
        "tables": tables,
        "panels": how.panels(tables["touchpoint"], days, scale, scope.period, least),
        "columns": charts.columns(how.by_day(days, scale, scope.period)),
    }


def _why(scope: Scope, scale: str, least: Least) -> dict[str, Any]:
    from nitka.insight.why import explain  # numpy: 11 MB that only this page needs

    answers = queries.answers(scope, scale)
    reasons, facts = (explain(answers, scale, kind, least=least) for kind in ("factors", "facts"))
    causes = [_drawn(reasons, BY_KEY), _drawn(facts, FACT_BY_KEY)]
    bad = [row for table in causes for row in table["rows"] if row["cause"].tone == "bad"]
    worst = min(bad, key=lambda row: row["cause"].difference.value, default=None)
    return {"reasons": causes[0], "facts": causes[1], "worst": worst}


def _drawn(why: Why, words: dict[str, Any]) -> dict[str, Any]:
    """Causes with their dots: the difference around zero, the weight from zero."""
    gaps = charts.signed_axis([edge for c in why.causes for edge in (c.difference.low, c.difference.high)])
    rows = [
        {
            "cause": cause,
            "word": words[cause.key].name if cause.key in words else cause.key,
            "dot": charts.dot(cause.difference.value, cause.difference.low, cause.difference.high, gaps),
        }
        for cause in why.causes
    ]
    return {"why": why, "rows": rows, "zero": round(100 * gaps.at(0), 2), "axis": gaps}


def _who(scope: Scope, scale: str) -> dict[str, Any]:
    is_silent = scope.filters.who == "silent"
    found: Any = queries.silent(scope, scale) if is_silent else queries.people(scope, scale)
    tasks = {"total": 0, "done": 0, "taken": 0}
    if scope.filters.who == "unhappy":
        rated = queries.people(scope, scale).order_by().values("pk")
        tasks = Task.objects.filter(rating_id__in=rated).aggregate(
            total=Count("pk"),
            done=Count("pk", filter=Q(status=Status.DONE)),
            taken=Count("pk", filter=Q(status=Status.OPEN) & ~Q(owner_id=None)),
        )
    total = found.count()
    pages = max(1, ceil(total / ROWS))
    page = min(scope.filters.page, pages)
    return {
        "total": total,
        "people": list(found[(page - 1) * ROWS : page * ROWS]),
        "is_silent": is_silent,
        "who_views": WHO,
        "task_counts": tasks | {"nobody": tasks["total"] - tasks["done"] - tasks["taken"]},
        "page": page,
        "pages": pages,
        "page_before": page - 1,
        "page_after": page + 1,
        "factor_word": _word(scope.filters.factor),
    }


def _word(key: str) -> str:
    """The name of a reason or fact."""
    found = BY_KEY.get(key) or FACT_BY_KEY.get(key)
    return str(found.name) if found else key
