"""A list that is taken away as a file: its columns, what each holds, and its rows batch by batch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import Any, Protocol


class Sort(StrEnum):
    """What a column holds; files of programs keep it so, spreadsheets go by the cells."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    SUM = "sum"  # of money, its currency in the next column
    DAY = "day"
    MOMENT = "moment"  # naive, on the reader's clock
    YESNO = "yesno"


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    sort: Sort = Sort.TEXT


class Table(Protocol):
    """A list as a file. Each batch is read in a transaction of its own: the answer is made after the request's."""

    @property
    def language(self) -> str:
        """In which its words are."""

    @property
    def zone(self) -> tzinfo:
        """On whose clock its moments are."""

    def title(self) -> str:
        """What the sheet is called."""

    def columns(self) -> Sequence[Column]:
        """Its columns."""

    def batches(self) -> Iterator[list[list[Any]]]:
        """Its rows."""
