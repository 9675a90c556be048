"""Attributes as values: what sort a value is, whether it fits, how it is kept, how it is read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from babel import Locale
from babel.numbers import get_currency_precision
from django.utils.translation import gettext as _

from nitka.customers.known import Sort
from nitka.ui import words

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST, MOST = 2000, 100
ATTRIBUTES = 200  # of one workspace
_CURRENCIES = frozenset(Locale("en").currencies)


class Unfit(ValueError):
    """The value is of no sort, or not of the attribute's; the message says which is wanted, the code what is wrong."""

    def __init__(self, message: str, code: str = "no_value") -> None:
        super().__init__(message)
        self.code = code


class WrongAttributes(ValueError):
    """Some are not what they should be: key → what is wrong."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is kept, and as lists filter by it."""

    sort: Sort
    kept: Any
    plain: str


def read(value: Any) -> Value:
    """What a JSON value is: text, number, money, date, yes or no, list. Raises Unfit."""
    if isinstance(value, bool):
        return Value(Sort.YESNO, value, "yes" if value else "no")
    if isinstance(value, int | float):
        if abs(value) > 1e15:
            raise Unfit(_("the number is too large"))
        return Value(Sort.NUMBER, value, f"{Decimal(str(value)).normalize():f}")
    if isinstance(value, str):
        return _text(value.strip())
    if isinstance(value, list):
        return _list(value)
    if isinstance(value, Mapping):
        return _money(value)
    raise Unfit(_("text, a number, a date, money, true or false, or a list of words is wanted"))


def fits(value: Value, sort: str) -> Value:
    """The value for an attribute of a sort; a date in an attribute of words is words. Raises Unfit."""
    if value.sort == sort:
        return value
    if sort == Sort.TEXT and value.sort == Sort.DATE:
        return Value(Sort.TEXT, value.kept, value.plain)
    raise Unfit(_("this attribute holds: %(sort)s") % {"sort": Sort(sort).label}, "other_sort")


def typed(text: str, sort: str) -> Any:
    """What was written in a field, as an attribute of a sort holds it; what cannot be one comes back as it is."""
    plain = text.replace("\u00a0", " ").strip()
    if sort == Sort.NUMBER:
        try:
            number = float(plain.replace(" ", "").replace(",", "."))
        except ValueError:
            return text
        return number if isfinite(number) else text
    if sort == Sort.MONEY:
        amount, _gap, currency = plain.rpartition(" ")
        return {"amount": amount.replace(" ", "").replace(",", "."), "currency": currency.upper()}
    if sort == Sort.YESNO:
        return {"да": True, "yes": True, "нет": False, "no": False}.get(plain.lower(), text)
    return [part.strip() for part in text.split(",")] if sort == Sort.LIST else text


def said(value: Any) -> str:
    """A kept value as it is read."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return words.figure(value, 0 if float(value).is_integer() else 2)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, Mapping):
        try:
            return words.money(Decimal(str(value.get("amount"))), str(value.get("currency")))
        except InvalidOperation:
            return ""
    return _day(str(value)) or str(value) if value is not None else ""


def label(key: str) -> str:
    """A key as a name: `loyalty_points` is “Loyalty points”."""
    usual = {"city": _("City"), "points": _("Points"), "vip": _("Important customer"),
             "birthday": _("Birthday"), "gender": _("Gender"), "total": _("Total"), "address": _("Address"),
             "country": _("Country"), "region": _("Region"), "position": _("Position")}  # fmt: skip
    return usual.get(key) or key.replace("_", " ").strip().capitalize()


def _text(value: str) -> Value:
    if not value:
        raise Unfit(_("an empty value: send null to take an attribute away"))
    if len(value) > LONGEST:
        raise Unfit(_("too long: at most %(most)s characters") % {"most": LONGEST})
    sort = Sort.DATE if _is_day(value) else Sort.TEXT
    return Value(sort, value, value.lower()[:200])


def _list(value: list[Any]) -> Value:
    if len(value) > MOST or not all(isinstance(one, str) and 0 < len(one.strip()) <= 200 for one in value):
        raise Unfit(_("a list holds words, at most %(most)s") % {"most": MOST})
    kept = [one.strip() for one in value]
    return Value(Sort.LIST, kept, ", ".join(kept).lower()[:200])


def _money(value: Mapping[str, Any]) -> Value:
    wrong = Unfit(_('money is written {"amount": "48900.00", "currency": "RUB"}'))
    amount, currency = value.get("amount"), value.get("currency")
    if set(value) != {"amount", "currency"} or isinstance(amount, bool) or not isinstance(amount, str | int | float):
        raise wrong
    try:
        kept = Decimal(str(amount))
    except InvalidOperation:
        raise wrong from None
    if not isinstance(currency, str) or currency not in _CURRENCIES or not kept.is_finite() or abs(kept) >= 10**12:
        raise wrong
    spelt = kept.quantize(Decimal(1).scaleb(-get_currency_precision(currency)))
    if spelt != kept:
        raise wrong
    return Value(Sort.MONEY, {"amount": str(spelt), "currency": currency}, f"{spelt} {currency}")


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _day(value: str) -> str:
    return words.date_of(date.fromisoformat(value)) if _is_day(value) else ""
