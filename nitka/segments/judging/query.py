"""What the parts of a statement share: values, the customers it is narrowed to, the moment it is asked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from nitka.kit.ids import first_key

_WHOLE = "select set_config('enable_nestloop', %s, true), set_config('jit', %s, true)"
_FEW = (
    "select set_config('plan_cache_mode', %s, true), set_config('jit', %s, true),"
    " set_config('enable_seqscan', %s, true)"
)
# Identities as those of a company: what is theirs is looked at as its own
_OF_COMPANIES = (
    "(select i.id, i.workspace_id, b.company_id as customer_id, i.customer_id as person from customers_membership b"
    " join customers_identity i on i.workspace_id = b.workspace_id and i.customer_id = b.customer_id"
    " where b.workspace_id = %(workspace)s{few})"
)
_EARLY = timedelta(days=1)  # a moment's key is made at receipt, at most so far from when it is said to have happened


@dataclass(slots=True)
class Seen:
    """What conditions that count moments look at together: kinds, days back (None: all), what each makes of it."""

    kinds: set[str] = field(default_factory=set)
    days: int | None = 0
    columns: dict[str, str] = field(default_factory=dict)  # what is made of it → its name
    bits: int = 0  # of the trees that look

    def look(self, kinds: list[str], days: int | None, bit: int) -> None:
        """One more condition looks at some, of the tree of a bit."""
        self.kinds |= set(kinds)
        self.days = None if days is None or self.days is None else max(days, self.days)
        self.bits |= bit

    def column(self, made: str) -> str:
        """The name of what is made of it; two who make the same have one."""
        return f"seen.{self.columns.setdefault(made, f'n{len(self.columns)}')}"


@dataclass(slots=True)
class Query:
    """A statement in the making. `narrow`: only some customers are judged; each part looks at one of them (`w.id`).
    `masked`: in several trees, each customer in those whose bits `x.mask` has.
    """

    workspace: UUID
    now: datetime
    narrow: bool = False
    masked: bool = False
    bit: int = 1  # of the tree that is being made
    timed: bool = False  # when time alone may change the answer is asked for, too
    values: dict[str, Any] = field(default_factory=dict)
    names: dict[tuple[type, str], str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    aliases: bool = False  # a table of who was merged into whom is needed
    companies: bool = False  # companies are judged, each by what its people are together
    firms: str = ""  # of companies only these, as the text of an array

    @property
    def identities(self) -> str:
        """By whom what happened is reached: rows with an `id` and whose it is, the `customer_id`."""
        return _OF_COMPANIES.format(few=self.few("b.company_id")) if self.companies else "customers_identity"

    def put(self, value: Any) -> str:
        """A value, by the name under which it goes along; equal ones go once: what asks the same reads the same.

        Words are only ever compared as text: what is cast to another type comes as a value of that type.
        """
        name = self.names.setdefault((type(value), repr(value)), f"v{len(self.names)}")
        self.values[name] = value
        return f"%({name})s"

    def few(self, column: str) -> str:
        """A condition that narrows a part to the companies that are judged, where they are some only."""
        return f" and {column} = any({self.put(self.firms)}::uuid[])" if self.firms else ""

    def only(self, column: str = "i.customer_id") -> str:
        """A condition that narrows a part to the customer who is judged."""
        return f" and {column} = w.id" if self.narrow else ""

    def since(self, days: int | None, column: str) -> str:
        """A condition that `column` lies in the last days and not in the future."""
        start = f" and {column} > {self.put(self.now - timedelta(days=days))}" if days else ""
        return f"{start} and {column} <= {self.put(self.now)}"

    def moments(self, kinds: list[str], days: int | None) -> str:
        """The moments of some kinds and days as `m`, by identities `i`. Months before and after are not looked into.

        What lies in files of them is to be in the journal again (`recalling.py`).
        """
        pruned = f" and m.id < {self.put(first_key(self.now + _EARLY))}::uuid"
        if days:
            pruned += f" and m.id >= {self.put(first_key(self.now - timedelta(days=days) - _EARLY))}::uuid"
        return (
            f"from {self.identities} i join moments_moment m on m.workspace_id = i.workspace_id"
            f" and m.identity_id = i.id where i.workspace_id = %(workspace)s and m.workspace_id = %(workspace)s"
            f" and m.kind = any({self.put(kinds)}::varchar[]){self.since(days, 'm.at')}{pruned}{self.only()}"
        )


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition as SQL. `source` has a row (`id`, …) for each customer whom something is known of, or is "" where
    the customer's own row says it; `holds` is never null, `due` is when time alone may change it, `value` the figure
    that it bounds. `{k}`: the source.
    """

    source: str
    holds: str
    due: str = ""
    value: str = ""


@contextmanager
def whole(cursor: CursorWrapper) -> Iterator[None]:
    """Everybody is judged: by joins of whole sets. Where statistics lag behind (an import, a new company) PostgreSQL
    would take a part for one row and go through another once for each row of it: minutes instead of moments.
    """
    cursor.execute(_WHOLE, ["off", "off"])  # what has to loop all the same looks dear: not worth a compiler
    yield
    cursor.execute(_WHOLE, ["on", "on"])


@contextmanager
def few(cursor: CursorWrapper) -> Iterator[None]:
    """A few are judged, again and again: planning the statement takes ten times as long as answering it, and its parts
    look at one customer each, so that there is but one plan to make, whoever they are. Tables that were small when it
    was made grow: it goes by indexes.
    """
    cursor.execute(_FEW, ["force_generic_plan", "off", "off"])
    yield
    cursor.execute(_FEW, ["auto", "on", "on"])


def bound(condition: Any, of: str, query: Query) -> str:
    """`of` is at least, or at most, what the condition says."""
    if condition["at_least"] is not None:
        return f"{of} >= {query.put(condition['at_least'])}"
    return f"{of} <= {query.put(condition['at_most'])}"


def after(column: str, query: Query, **length: float) -> str:
    """A time later than a column's by a length."""
    name, number = next(iter(length.items()))
    return f"{column} + make_interval({name} => {query.put(int(number))})"
