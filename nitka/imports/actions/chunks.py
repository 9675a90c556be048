"""The rows of one chunk: taken from the file, loaded together or by halves, told of where they could not be."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import structlog
from django.db import DatabaseError, OperationalError, transaction

from nitka.imports import files
from nitka.imports.models import Import, Outcome, Trace
from nitka.imports.preparing import Wrong
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import insert, instance
from nitka.kit.ids import uuid7

CHUNK = 500
SHOWN = 40  # examples of a trial

log = structlog.get_logger(__name__)
One = TypeVar("One")  # a row
Said = TypeVar("Said")  # what became of it


def taken(of: Import) -> list[tuple[int, Any]]:
    """The next rows of the file; the import stands behind them."""
    found: list[tuple[int, Any]] = []
    for row, place in files.lines(of.pk, of.place):
        of.row, of.place = of.row + 1, place
        found.append((of.row, row))
        if len(found) == CHUNK:
            break
    return found


def halve(
    load: Callable[[Sequence[One]], list[Said]], rows: Sequence[One], said: list[Said], wrong: list[tuple[int, Wrong]]
) -> None:
    """Load rows; of those that cannot be loaded together, the halves. A database that is away is no row's fault."""
    try:
        with transaction.atomic():
            said += load(rows)
    except OperationalError:
        raise
    except (DatabaseError, ValueError):
        if len(rows) == 1:
            number: int = rows[0].number  # type: ignore[attr-defined]
            log.warning("imports.unstorable", row=number, exc_info=True)
            wrong.append((number, Wrong("unstorable")))
            return
        half = len(rows) // 2
        halve(load, rows[:half], said, wrong)
        halve(load, rows[half:], said, wrong)


def fail(of: Import, wrong: Sequence[tuple[int, Wrong]]) -> None:
    """Keep which rows were not loaded, and why."""
    insert([
        instance(Trace, {
            "id": uuid7(), "workspace_id": require_workspace(), "of_id": of.pk, "number": number,
            "outcome": Outcome.FAILED, "reason": problem.reason[:24], "place": problem.place, "left": None,
            "customer_id": None, "company_id": None, "parent": None, "identities": [], "before": None, "merges": [],
            "moments": [],
        }.items(), stored=False)
        for number, problem in wrong
    ])  # fmt: skip
