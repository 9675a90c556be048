"""What a value of a condition may be; each field says what is wrong, and how the value is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

DAYS_MOST = 3650


class Wrong(ValueError):
    """The value does not fit; the message says what is wanted."""


class Field:
    """One value. `keep` answers it in its one spelling; `needed` fields have no default."""

    needed: bool
    default: Any

    def keep(self, value: Any) -> Any:
        """The value as it is kept. Raises Wrong."""
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Field):
    """A whole number or, with `whole` off, any."""

    low: float = 0
    high: float = 1e12
    whole: bool = True
    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> Any:
        """As it came, or read from digits that a person typed."""
        if isinstance(value, str):
            value = self._typed(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise Wrong(_("a number is wanted"))
        if self.whole and int(value) != value:
            raise Wrong(_("a whole number is wanted"))
        if not self.low <= value <= self.high:
            raise Wrong(_("between %(low)s and %(high)s is wanted") % {"low": int(self.low), "high": int(self.high)})
        return int(value) if int(value) == value else value

    @staticmethod
    def _typed(value: str) -> float:
        try:
            found = float(Decimal(re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".")[:30]))
        except InvalidOperation:
            raise Wrong(_("a number is wanted")) from None
        if found in (float("inf"), float("-inf")):
            raise Wrong(_("a number is wanted"))
        return found


@dataclass(frozen=True)
class Choice(Field):
    """One of a few words."""

    among: tuple[str, ...]
    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> str:
        """One of the words."""
        if not isinstance(value, str) or value not in self.among:
            raise Wrong(_("one of: %(words)s") % {"words": ", ".join(self.among)})
        return value


@dataclass(frozen=True)
class Text(Field):
    """Words, of a shape where one is given."""

    shape: re.Pattern[str] | None = None
    longest: int = 200
    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> str:
        """Without the space around it."""
        if not isinstance(value, str) or not value.strip() or "\x00" in value:
            raise Wrong(_("words are wanted"))
        kept = value.strip()
        if len(kept) > self.longest or (self.shape and not self.shape.fullmatch(kept)):
            raise Wrong(_("cannot be written like that"))
        return kept


@dataclass(frozen=True)
class Words(Field):
    """A list of words."""

    most: int = 20
    longest: int = 200
    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> list[str]:
        """Each once; one alone is a list of one."""
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not listed or len(listed) > self.most:
            raise Wrong(_("a list of 1 to %(most)s words is wanted") % {"most": self.most})
        one = Text(longest=self.longest)
        return list(dict.fromkeys(one.keep(word) for word in listed))


@dataclass(frozen=True)
class Yes(Field):
    """Yes or no."""

    needed: bool = False
    default: Any = True

    def keep(self, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise Wrong(_("true or false is wanted"))
        return value


@dataclass(frozen=True)
class Key(Field):
    """An id."""

    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> str:
        """In its one spelling."""
        try:
            return str(UUID(str(value)[:40]))
        except ValueError:
            raise Wrong(_("an id is wanted")) from None


@dataclass(frozen=True)
class Parts(Field):
    """An object with fields of its own, or with `many` a list of them."""

    fields: Mapping[str, Field]
    many: int = 0
    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> Any:
        """Each part kept."""
        if not self.many:
            return self._one(value)
        if not isinstance(value, list) or len(value) > self.many:
            raise Wrong(_("a list of at most %(most)s is wanted") % {"most": self.many})
        return [self._one(one) for one in value]

    def _one(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise Wrong(_("an object is wanted"))
        kept, wrong = filled(value, self.fields)
        if wrong:
            name, said = next(iter(wrong.items()))
            raise Wrong(f"{name}: {said}")
        return kept


@dataclass(frozen=True)
class Plain(Field):
    """Words, a number, a day: what a fact or an attribute is compared with."""

    needed: bool = False
    default: Any = None

    def keep(self, value: Any) -> Any:
        """As it came."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float) and abs(value) <= 1e12:
            return value
        if isinstance(value, list):
            return Words().keep(value)
        return Text().keep(value)


def day(value: Any) -> str:
    """A day as YYYY-MM-DD. Raises Wrong."""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        raise Wrong(_("a day is wanted, as 2026-03-31")) from None


def unsaid() -> str:
    """What is said of a value that is wanted and not given."""
    return _("is needed")


def filled(given: Mapping[str, Any], fields: Mapping[str, Field]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that were given, with the defaults of the others, and what is wrong with which."""
    kept: dict[str, Any] = {}
    wrong = {str(name)[:40]: _("there is no such field") for name in given if name not in fields}
    for name, field in fields.items():
        value = given.get(name)
        if value is None or value == "":
            kept[name] = field.default
            if field.needed:
                wrong[name] = unsaid()
            continue
        try:
            kept[name] = field.keep(value)
        except Wrong as problem:
            wrong[name] = str(problem)
    return kept, wrong
