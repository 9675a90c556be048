"""A list of a page as a file, from as little as it takes: its columns, and a way to its rows, some at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils import timezone, translation

from nitka.kit.db.tenancy import in_workspace
from nitka.kit.table import Column

BATCH = 500
Rows = list[list[Any]]
# What comes behind the place (None: from the beginning) → rows, and the place behind them; None: there are no more
Page = Callable[[Any], tuple[Rows, Any]]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Listed:
    """A `kit.table.Table` of any list."""

    name: str
    heads: Sequence[Column]
    page: Page
    workspace: UUID
    language: str
    zone: tzinfo

    def title(self) -> str:
        """What the sheet is called."""
        return self.name

    def columns(self) -> Sequence[Column]:
        """Its columns."""
        return self.heads

    def batches(self) -> Iterator[Rows]:
        """Its rows, each batch in a transaction of its own, so that a slow reader holds nothing."""
        after: Any = None
        while True:
            with in_workspace(self.workspace), translation.override(self.language), timezone.override(self.zone):
                rows, after = self.page(after)
            yield rows
            if after is None:
                return


def newest(found: Callable[[], "QuerySet[M]"], told: Callable[[list[M]], Rows]) -> Page:
    """The rows that `found` finds in the workspace, by their keys, which are times; `told`: a batch as cells."""

    def page(after: Any) -> tuple[Rows, Any]:
        rows = found() if after is None else found().filter(pk__lt=after)
        shown = list(rows.order_by("-pk")[:BATCH])
        return told(shown), shown[-1].pk if len(shown) == BATCH else None

    return page


def local(at: datetime | None) -> datetime | None:
    """A time as cells have it: on the reader's clock."""
    return timezone.localtime(at).replace(tzinfo=None, microsecond=0) if at else None
