"""Dates, numbers and answers as people write them in tables."""

import re
from datetime import date, datetime, tzinfo
from typing import Any

from babel import Locale
from django.utils.dateparse import parse_datetime

from nitka.customers import attributes

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?\Z")
_HOUR = re.compile(r"[ T](\d{1,2}):(\d\d)(?::(\d\d))?\Z")
CURRENCIES = frozenset(Locale("en").currencies)
_NUMBER = re.compile(r"-?\d{1,3}(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?\Z|-?\d+(?:[.,]\d+)?\Z")
_ENGLISH = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+\Z")
_SIGNS = re.compile(r"\s*(?:₽|руб\.?|р\.|rub|\$|€|%)\s*\Z", re.IGNORECASE)
_CURRENCIES = {"₽": "RUB", "руб": "RUB", "руб.": "RUB", "р.": "RUB", "р": "RUB", "$": "USD", "€": "EUR", "₸": "KZT",
               "£": "GBP", "¥": "CNY"}  # fmt: skip
_SUM = re.compile(r"(?P<before>[^\d\s.,-]{1,4})?\s*(?P<sum>-?[\d \u00a0\u202f.,]*\d)\s*(?P<after>\D{1,5})?\Z")
_LANGUAGES = {
    "русский": "ru", "рус": "ru", "russian": "ru", "английский": "en", "англ": "en", "english": "en",
    "казахский": "kk", "kazakh": "kk", "украинский": "uk", "ukrainian": "uk", "немецкий": "de", "german": "de",
    "deutsch": "de", "французский": "fr", "french": "fr", "испанский": "es", "spanish": "es", "китайский": "zh",
    "chinese": "zh",
}  # fmt: skip
_KNOWN_LANGUAGES = frozenset(code for code in map(str, Locale("en").languages) if len(code) == 2)
_YES = frozenset(("да", "yes", "y", "true", "1", "+", "истина", "есть"))
_NO = frozenset(("нет", "no", "n", "false", "0", "-", "ложь"))


class Unfit(ValueError):
    """The cell is none of what the column holds."""


def read(text: str, sort: str, currency: str = "") -> Any:
    """A cell as the value of an attribute; None where it is empty. `currency`: of sums that bear none. Raises Unfit."""
    text = text.strip()
    if not text:
        return None
    if sort == "number":
        return number(text)
    if sort == "date":
        return day(text).isoformat()
    if sort == "yesno":
        return answer(text)
    if sort == "list":
        return [part for part in (part.strip()[:200] for part in re.split("[,;|]", text)) if part][:100] or None
    if sort == "money":
        return money(text, currency)
    return text[:2000]


def day(text: str) -> date:
    """12.03.1988, 12/03/88 and 1988-03-12; the day comes first, as in most of the world. Raises Unfit."""
    if found := _ISO.match(text):
        year, month, of_month = map(int, found.groups())
    elif found := _DAY.match(text):
        of_month, month, year = map(int, found.groups())
        year += 0 if year > 99 else 2000 if year < 50 else 1900
        if month > 12 >= of_month:  # 03/31/2026
            of_month, month = month, of_month
    else:
        moment = parse_datetime(text) if text[:4].isdigit() else None
        if moment is None:
            raise Unfit
        return moment.date()
    try:
        return date(year, month, of_month)
    except ValueError:
        raise Unfit from None


def moment(text: str, zone: tzinfo) -> datetime:
    """A day with its hour, on the clock of `zone` unless it says which; a day alone is its noon. Raises Unfit."""
    text = text.strip()
    if text[:4].isdigit() and len(text) > 10:
        try:
            found = parse_datetime(text.replace("/", "-"))
        except ValueError:
            raise Unfit from None
        if found is None:
            raise Unfit
        return found if found.tzinfo else found.replace(tzinfo=zone)
    date_, hour = day(text), _HOUR.search(text)
    hours, minutes, seconds = (int(part or 0) for part in hour.groups()) if hour else (12, 0, 0)
    try:
        return datetime(date_.year, date_.month, date_.day, hours, minutes, seconds, tzinfo=zone)
    except ValueError:
        raise Unfit from None


def number(text: str) -> float | int:
    """1 234,5, 1234.5 and 52 100,00 ₽. Raises Unfit."""
    plain = _SIGNS.sub("", text)
    if _ENGLISH.match(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.match(plain):
        raise Unfit
    value = float(re.sub(r"[ \u00a0\u202f]", "", plain).replace(",", "."))
    if abs(value) > 1e15:
        raise Unfit
    return int(value) if value.is_integer() else value


def money(text: str, currency: str = "") -> dict[str, str]:
    """52 100,00 ₽, $10, 7 EUR; a sum without a sign is of `currency`, else it is none. Raises Unfit."""
    found = _SUM.match(text)
    if not found:
        raise Unfit
    code = currency_of(found["after"] or found["before"] or currency)
    try:
        return dict(attributes.read({"amount": str(number(found["sum"].strip())), "currency": code}).kept)
    except attributes.Unfit:
        raise Unfit from None


def currency_of(text: str) -> str:
    """RUB of «руб.», ₽ and rub; what is none is none to the catalogue of attributes."""
    plain = text.strip()
    return _CURRENCIES.get(plain.lower()) or plain.upper()


def language(text: str) -> str:
    """ru of «ru», «ru-RU», «русский». Raises Unfit."""
    plain = text.strip().lower()
    code = _LANGUAGES.get(plain) or re.split("[-_]", plain)[0]
    if code not in _KNOWN_LANGUAGES:
        raise Unfit
    return code


def answer(text: str) -> bool:
    """Yes or no. Raises Unfit."""
    plain = text.lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise Unfit


def fits(text: str, sort: str) -> bool:
    """Whether a cell may be of a sort."""
    try:
        read(text, sort)
    except Unfit:
        return False
    return True
