"""What a kind of moment is: its facts, its sentence, its icon and colour, and the thing it is a step of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nitka.moments.kinds.fields import Field, Money, Wrong
from nitka.ui import words

GROUPS = ("talk", "order", "subscription", "product", "rating", "visit", "other")
_MONEY = Money()


class Happened(Protocol):
    """A moment, whoever read it."""

    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """A moment in words."""

    title: str
    detail: str = ""
    icon: str = "spark"
    tone: str = ""
    face: int = 0


class Facts:
    """The data of a moment, read without trust: old rows and other programs may hold anything."""

    __slots__ = ("_data",)

    def __init__(self, data: Any) -> None:
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}

    def text(self, name: str) -> str:
        """Words or a number as text; nothing else."""
        value = self._data.get(name)
        return str(value)[:200] if isinstance(value, str | int | float) and not isinstance(value, bool) else ""

    def flag(self, name: str) -> bool:
        """Whether it is set."""
        return self._data.get(name) is True

    def number(self, name: str) -> float | None:
        """A number."""
        value = self._data.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def sum(self, name: str) -> tuple[Decimal, str] | None:
        """An amount and its currency."""
        try:
            kept = _MONEY.keep(self._data.get(name))
        except Wrong:
            return None
        return Decimal(kept["amount"]), kept["currency"]

    def money(self, name: str) -> str:
        """An amount as it is read."""
        found = self.sum(name)
        return words.money(*found) if found else ""

    def day(self, name: str) -> str:
        """A day as it is read."""
        try:
            return words.date_of(date.fromisoformat(str(self._data.get(name, ""))[:10]))
        except ValueError:
            return ""

    def items(self, name: str = "items") -> list[str]:
        """The names of what was bought."""
        found = self._data.get(name)
        listed = found if isinstance(found, list) else []
        named = [item.get("name") if isinstance(item, Mapping) else item for item in listed]
        return [one for one in named if isinstance(one, str) and one]


Say = Callable[[Facts], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of moment. `say` answers its title and detail in the reader's language, from its facts alone."""

    name: str
    label: str | Promise
    icon: str
    say: Say
    group: str = "other"
    tone: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    thing: str = ""  # order, subscription, product: what this is a step in the life of
    key: str = ""  # the fact that says which one
    state: str = ""  # how this step leaves it

    def check(self, data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """The facts as they are stored, unknown ones as they came, and what is wrong with which."""
        kept, wrong = dict(data), {}
        for name in self.needs:
            if data.get(name) is None:
                wrong[name] = _("is needed for %(kind)s") % {"kind": self.name}
        for name, kind in self.fields.items():
            if data.get(name) is None:
                continue
            try:
                kept[name] = kind.keep(data[name])
            except Wrong as problem:
                wrong[name] = str(problem)
        return kept, wrong
