"""The rows of a file that were not loaded, or not whole, in its own shape: corrected, it is loaded again.

What would be a formula gets a quote before it in CSV, which reading takes off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from nitka.imports import page, queries
from nitka.imports.models import Import, Outcome, Trace
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column

BATCH = 500


@dataclass(frozen=True, slots=True)
class Errors:
    """The table of them."""

    of: Import
    language: str
    zone: tzinfo

    def title(self) -> str:
        """What the sheet is called."""
        return _("errors")

    def columns(self) -> list[Column]:
        """Those of the file, and why."""
        return [*map(Column, self.of.columns), Column(_("Reason"))]

    def batches(self) -> Iterator[list[list[Any]]]:
        """The rows, in their order."""
        number = place = 0
        width = len(self.of.columns)
        while True:
            with in_workspace(self.of.workspace_id), translation.override(self.language):
                rows = queries.wrong(self.of, number, BATCH)
                if not rows:
                    return
                why = {row.number: _why(self.of, row) for row in rows}
                cells, place, number = queries.cells_of(self.of, [row.number for row in rows], place, number)
            yield [[*row[:width], *[""] * (width - len(row)), why[n]] for n, row in cells]


def _why(of: Import, row: Trace) -> str:
    if row.outcome == Outcome.FAILED:
        return page.about(of, row.place, row.reason)
    without = "; ".join(page.about(of, place, reason) for place, reason in row.left)
    return _("Loaded without cells that cannot be read: %(cells)s") % {"cells": without}
