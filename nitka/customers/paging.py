"""A page of a list by the key of its last row, newest first: each page costs the same."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

PAGE = 50


def newest(rows: "QuerySet[Any]", after: str, most: int = PAGE) -> tuple[list[Any], str]:
    """The rows after a place by `at` and the id, and the next place; raises ValueError for a place that is none."""
    if after:
        at, key = place(after)
        rows = rows.filter(Q(at__lte=at), Q(at__lt=at) | Q(pk__lt=key))
    shown = list(rows.order_by("-at", "-pk")[: most + 1])
    return shown[:most], mark(shown[most - 1]) if len(shown) > most else ""


def place(text: str) -> tuple[datetime, UUID]:
    """Where a list goes on."""
    at, _sign, key = text.partition("~")
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment, UUID(key)


def mark(row: Any) -> str:
    """The place behind a row."""
    return f"{row.at.isoformat()}~{row.pk}"
