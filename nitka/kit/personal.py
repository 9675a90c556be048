"""Where data of customers lies: each module declares it and says how it is erased; `nitka/wiring.py` lists the modules.

`nitka/rights` asks all of them when a person wants to see or to erase what is kept. A test compares what they declare
with the catalogue of the database, so that a new column with words has to be thought of.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from nitka.kit import slots
from nitka.kit.db.bulk import array

SLOT = "rights.parts"
RECIPIENTS = "rights.recipients"  # functions that answer `Recipient`s


@dataclass(frozen=True, slots=True)
class Person:
    """Who is meant: the customer with all who were merged into it, their contacts, and how these were written.

    `values` is empty where only counts or rows by id are wanted.
    """

    customer_ids: tuple[UUID, ...]
    identity_ids: tuple[UUID, ...]
    values: tuple[tuple[str, str], ...] = ()  # (kind, value)

    @property
    def customers(self) -> str:
        """As an array for a statement."""
        return array(self.customer_ids)

    @property
    def identities(self) -> str:
        """As an array for a statement."""
        return array(self.identity_ids)

    @property
    def sessions(self) -> list[str]:
        """The browsers they wrote from."""
        return [value for kind, value in self.values if kind == "visitor"]


class File(NamedTuple):
    """A file of theirs: what it is called, and its blob."""

    name: str
    sha256: str


@dataclass(slots=True)
class Told:
    """What a module gives of a person: section → rows, and files."""

    sections: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)


class Recipient(NamedTuple):
    """Somebody outside who is given data of customers: what sort of one, its name, where or for what."""

    sort: str
    name: str
    detail: str


Step = Callable[[Person], int]


@dataclass(frozen=True)
class Part:
    """What one module holds of customers.

    `held`: table → columns with data of a customer, all of which `steps` empty. `codes`: table → the other columns with
    text: codes, the company's own words, data of members. Steps are done in order, each in its own transaction; done
    again they change nothing. `keeps`: what of its logs and copies → how long they are kept; None: as long as something
    that `rights.record` says in words.
    """

    name: str
    held: Mapping[str, str]
    codes: Mapping[str, str]
    steps: Sequence[Step] = ()
    keeps: Mapping[str, timedelta | None] = field(default_factory=dict)
    count: Callable[[Person], Mapping[str, int]] = lambda person: {}
    tell: Callable[[Person], Told] = lambda person: Told()
    hashes: Callable[[Person], set[str]] = lambda person: set()  # the blobs that hold bytes of theirs
    blobs: Callable[[Sequence[str]], set[str]] = lambda hashes: set()  # of these, which the module still needs; what
    # nobody needs is taken away


def parts() -> Iterator[Part]:
    """All modules that hold something, those of the upper floors first."""
    yield from slots.fillers(SLOT)  # type: ignore[misc]  # a slot's filler is a function elsewhere


def needed(hashes: Sequence[str]) -> set[str]:
    """Of some blobs those that a row still names."""
    return {found for part in parts() for found in part.blobs(hashes)}


def change(statement: str, values: Mapping[str, Any]) -> int:
    """Run one statement of an erasure; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        touched: int = cursor.rowcount
        return max(touched, 0)


def number(statement: str, values: Mapping[str, Any]) -> int:
    """The one number that a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.fetchone()[0] or 0)


def rows(statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows as dictionaries by the statement's own names."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
