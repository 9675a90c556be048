"""What a fact of a moment may be; each field says what is wrong with a value and how it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import Locale
from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

LONGEST = 500
MOST = Decimal("1e12")
CURRENCIES = frozenset(Locale("en").currencies)
_CURRENCY = re.compile(r"[A-Z]{3}")


class Wrong(ValueError):
    """The value is not what the field holds; the message says what is."""


class Field:
    """One fact. `keep` answers the value as it is stored. Raises Wrong."""

    def keep(self, value: Any) -> Any:
        """The value in its one spelling."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Text(Field):
    """A name or number that people read."""

    longest: int = LONGEST

    def keep(self, value: Any) -> str:
        """Without the space around it; a whole number is taken as it is written."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise Wrong(_("words are wanted"))
        if len(value) > self.longest:
            raise Wrong(_("too long: at most %(most)s characters") % {"most": self.longest})
        return value.strip()


@dataclass(frozen=True, slots=True)
class Number(Field):
    """A number, not below `least`."""

    least: float = 0

    def keep(self, value: Any) -> float:
        """As it came."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not self.least <= value <= 1e15:
            raise Wrong(_("a number from %(least)s on is wanted") % {"least": self.least})
        return value


class Money(Field):
    """`{"amount": "48900.00", "currency": "RUB"}`, with as many decimals as the currency has."""

    def keep(self, value: Any) -> dict[str, str]:
        """The amount as text with the decimals of its currency."""
        if not isinstance(value, Mapping) or set(value) != {"amount", "currency"}:
            raise Wrong(_('money is written {"amount": "48900.00", "currency": "RUB"}'))
        currency = value["currency"]
        if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency) or currency not in CURRENCIES:
            raise Wrong(_("not a currency: three letters of ISO 4217 are wanted, as RUB"))
        amount = _decimal(value["amount"])
        digits = get_currency_precision(currency)
        kept = amount.quantize(Decimal(1).scaleb(-digits)) if abs(amount) < MOST else amount
        if kept != amount or not 0 <= amount < MOST:
            raise Wrong(
                _("an amount of %(currency)s has at most %(digits)s decimals and is not below zero")
                % {"currency": currency, "digits": digits}
            )
        return {"amount": str(kept), "currency": currency}


class Day(Field):
    """A day, written 2026-11-28."""

    def keep(self, value: Any) -> str:
        """As ISO 8601."""
        try:
            return date.fromisoformat(value if isinstance(value, str) and len(value) == 10 else "").isoformat()
        except ValueError:
            raise Wrong(_("a day is written 2026-11-28")) from None


class YesNo(Field):
    """True or false."""

    def keep(self, value: Any) -> bool:
        """As it came."""
        if not isinstance(value, bool):
            raise Wrong(_("true or false is wanted"))
        return value


@dataclass(frozen=True, slots=True)
class OneOf(Field):
    """One of a few words."""

    words: tuple[str, ...]

    def keep(self, value: Any) -> str:
        """As it came."""
        if not isinstance(value, str) or value not in self.words:
            raise Wrong(_("one of these is wanted: %(words)s") % {"words": ", ".join(self.words)})
        return value


class Items(Field):
    """What was bought: a list of names, or of objects with a name and perhaps more."""

    def keep(self, value: Any) -> list[Any]:
        """Every item has a name; what else an item says is kept."""
        if not isinstance(value, list) or len(value) > 200:
            raise Wrong(_("a list of names is wanted, at most 200"))
        for item in value:
            name = item.get("name") if isinstance(item, Mapping) else item
            if not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST:
                raise Wrong(_("every item needs a name"))
        return value


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Wrong(_("an amount is a number, better as text: 48900.00"))
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise Wrong(_("an amount is a number, better as text: 48900.00")) from None
    if not amount.is_finite():
        raise Wrong(_("an amount is a number, better as text: 48900.00"))
    return amount
