"""Reads of imports."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.models import Purpose
from nitka.imports import files
from nitka.imports.models import Import, Outcome, Trace
from nitka.imports.policies import can_import


def visible_to(member: Member) -> "QuerySet[Import]":
    """The files a member may know of: all of them, or none."""
    return Import.objects.all() if can_import(member) else Import.objects.none()


def tabs(member: Member) -> list[tuple[str, str, str]]:
    """What hangs in the section «Customers»: code, label, address."""
    return [("imports", _("Loading"), "customers/imports/")] if can_import(member) else []


def purposes() -> dict[str, str]:
    """What customers are asked for: code → name."""
    rows = Purpose.objects.filter(archived_at=None).order_by("code")
    return {row.code: row.name for row in rows}


def wrong(of: Import, after: int = 0, most: int = 1000) -> list[Trace]:
    """Rows that were not loaded or not with all their cells, in the order of the file."""
    rows = Trace.objects.filter(Q(outcome=Outcome.FAILED) | Q(left__isnull=False), of_id=of.pk, number__gt=after)
    return list(rows.only("number", "outcome", "reason", "place", "left").order_by("number")[:most])


def cells_of(of: Import, numbers: list[int], place: int, number: int) -> tuple[list[tuple[int, Any]], int, int]:
    """The cells of some rows, read on from a place in the file; and where that was left."""
    wanted, found = set(numbers), []
    lines: Iterator[tuple[Any, int]] = files.lines(of.pk, place)
    for row, behind in lines:
        number, place = number + 1, behind
        if number in wanted:
            cells = row if isinstance(row, list) else row.get("cells", [])
            found.append((number, cells))
            if number == numbers[-1]:
                break
    return found, place, number
