"""Counts for the page, made by the database: a fixed number of statements, whatever the number of ratings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.feedback.models import Rating, RatingRequest
from nitka.feedback.queries import requests_visible_to, seen_sql, visible_to
from nitka.insight.causes import Answer
from nitka.insight.filters import Filters, Period
from nitka.insight.report import Asked, Cell
from nitka.kit.context import require_workspace

MOOD = {"unhappy": -1, "neutral": 0, "happy": 1}

_WHERE = """
  workspace_id = %(workspace)s and {at} >= %(before)s and {at} < %(end)s
  and (%(channel)s::uuid is null or channel_id = %(channel)s)
  and (%(touchpoint)s::uuid is null or touchpoint_id = %(touchpoint)s)
  and (%(member)s::uuid is null or member_id = %(member)s)
  {{seen}}
"""

CELLS = f"""
select at >= %(start)s, scale, channel_id, touchpoint_id, member_id, score, count(*)
from feedback_rating where {_WHERE.format(at="at")}
group by 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - the column is ours

ASKED = f"""
select asked_at >= %(start)s, scale, channel_id, touchpoint_id, member_id,
  count(*), count(*) filter (where answered_at is null)
from feedback_request where {_WHERE.format(at="asked_at")}
group by 1, 2, 3, 4, 5
"""  # noqa: S608

DAYS = f"""
select (at at time zone %(zone)s)::date, touchpoint_id, score, count(*)
from feedback_rating where {_WHERE.format(at="at")} and scale = %(scale)s
group by 1, 2, 3
"""  # noqa: S608

ANSWERS = f"""
select score, factors, facts, count(*) from feedback_rating
where {_WHERE.format(at="at")} and at >= %(start)s and scale = %(scale)s
group by 1, 2, 3
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Scope:
    """What the page looks at: who reads it, the filters, and the period in the reader's zone."""

    reader: Member
    filters: Filters
    period: Period
    zone: ZoneInfo

    @property
    def parameters(self) -> dict[str, Any]:
        """Named values of the statements."""
        start, end = self.period.bounds(self.zone)
        return {
            "workspace": require_workspace(),
            "before": self.period.before.bounds(self.zone)[0],
            "start": start,
            "end": end,
            "zone": self.zone.key,
            "channel": self.filters.channel,
            "touchpoint": self.filters.touchpoint,
            "member": self.filters.member,
        }


def cells(scope: Scope) -> list[Cell]:
    """Answers of the period and of the one before, counted by all that the page cuts by."""
    return [Cell(*row) for row in _rows(scope, CELLS, "feedback_rating")]


def asked(scope: Scope) -> list[Asked]:
    """Those who were asked, and those of them who said nothing."""
    return [Asked(*row) for row in _rows(scope, ASKED, "feedback_request")]


def days(scope: Scope, scale: str) -> Sequence[tuple[date, UUID | None, int, int]]:
    """Day, touchpoint, score, count over both periods."""
    return _rows(scope, DAYS, "feedback_rating", scale=scale)


def answers(scope: Scope, scale: str) -> list[Answer]:
    """The period's answers with their reasons and facts; those that are alike are one row with its count."""
    rows = _rows(scope, ANSWERS, "feedback_rating", scale=scale)
    return [Answer(score, tuple(_json(factors)), tuple(_json(facts)), count) for score, factors, facts, count in rows]


def people(scope: Scope, scale: str) -> QuerySet[Rating]:
    """The ratings behind a number, the latest first."""
    filters, (start, end) = scope.filters, _bounds(scope)
    found = visible_to(scope.reader).filter(scale=scale, at__gte=start, at__lt=end)
    if filters.who in MOOD:
        found = found.filter(mood=MOOD[filters.who])
    if filters.factor:
        found = found.filter(Q(factors__contains=[filters.factor]) | Q(facts__contains=[filters.factor]))
    shown = ("channel", "touchpoint", "member", "conversation", "identity", "identity__customer")
    return _narrow(found, filters).select_related(*shown).prefetch_related("tasks__owner").order_by("-at", "-id")


def silent(scope: Scope, scale: str) -> QuerySet[RatingRequest]:
    """Those who were asked and said nothing, the latest first."""
    start, end = _bounds(scope)
    found = requests_visible_to(scope.reader).filter(scale=scale, answered_at=None)
    found = found.filter(asked_at__gte=start, asked_at__lt=end)
    shown = ("channel", "touchpoint", "member", "conversation", "identity", "identity__customer")
    return _narrow(found, scope.filters).select_related(*shown).order_by("-asked_at", "-id")


def _bounds(scope: Scope) -> tuple[datetime, datetime]:
    day = scope.filters.day
    return Period(day, day).bounds(scope.zone) if day else scope.period.bounds(scope.zone)


def _narrow(found: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
    named = {"channel_id": filters.channel, "touchpoint_id": filters.touchpoint, "member_id": filters.member}
    return found.filter(**{column: value for column, value in named.items() if value})


def _rows(scope: Scope, statement: str, table: str, **more: Any) -> Sequence[Any]:
    """The counts of what the reader may see; both tables know the conversation."""
    seen, values = seen_sql(scope.reader, table)
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{seen}", seen), scope.parameters | values | more)
        rows: Sequence[Any] = cursor.fetchall()
        return rows


def _json(value: Any) -> list[str]:
    return json.loads(value) if isinstance(value, str) else value or []
