"""Times, sizes, shares and durations as people say them, in the reader's language and zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nitka.kit import clock

Style = Literal["short", "full", "time", "day"]
NBSP = "\u00a0"
MINUS = "\u2212"
NUMBER = "#,##0"
SIGNS = f"#№ {NBSP}"


def locale() -> Locale:
    """The reader's locale."""
    return _locale(get_language() or "en")


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language.replace("-", "_"))


def when(moment: datetime, style: Style = "short") -> str:
    """`moment` for the reader: 08:57, yesterday, 17 Nov; `full` adds the time, `day` is a heading of a list."""
    local = timezone.localtime(moment)
    if style == "time":
        return clock_time(local)
    today = timezone.localtime(clock.now()).date()
    if style == "day":
        return _heading(local.date(), today, get_language() or "en")
    days = (today - local.date()).days
    if days == 0:
        return clock_time(local)
    day = _day(local.date(), today, get_language() or "en")
    return f"{day}, {clock_time(local)}" if style == "full" else day


def clock_time(local: datetime) -> str:
    """Hours and minutes; both languages write them alike."""
    return f"{local:%H:%M}"


@lru_cache(1000)  # a page names the same few days dozens of times
def _day(day: date, today: date, language: str) -> str:
    if day == today - timedelta(days=1):
        return _("yesterday")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    pattern = "d MMM" if day.year == today.year else "d MMM y"
    return format_date(day, pattern, locale=_locale(language)).replace(" ", NBSP)


@lru_cache(1000)
def _heading(day: date, today: date, language: str) -> str:
    if day == today:
        return _("Today")
    pattern = "d MMMM" if day.year == today.year else "d MMMM y"
    written = format_date(day, pattern, locale=_locale(language)).replace(" ", NBSP)
    if day == today - timedelta(days=1):
        return _("Yesterday, %(date)s") % {"date": written}
    return written


def duration(value: timedelta | float | None) -> str:
    """How long in words: 40 s, 6 min, 1 h 10 min, 3 days. A bare number is seconds."""
    if value is None:
        return ""
    seconds = abs(round(value.total_seconds() if isinstance(value, timedelta) else value))
    return _duration(seconds if seconds < 60 else round(seconds / 60) * 60, get_language() or "en")


@lru_cache(10_000)  # a list says dozens
def _duration(seconds: int, language: str) -> str:
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    minutes = seconds // 60
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _("%(h)s h %(m)s min") % {"h": hours, "m": rest} if rest else _("%(h)s h") % {"h": hours}
    days = round(hours / 24)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": figure(days)}


def figure(value: float | None, digits: int = 0) -> str:
    """A number with the language's separators and a real minus sign; a dash when there is none."""
    return "–" if value is None else _figure(value, digits, get_language() or "en")


@lru_cache(10_000)
def _figure(value: float, digits: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return _tidy(format_decimal(value, format=pattern, locale=_locale(language)))


def percent(share: float | None, digits: int = 0) -> str:
    """A share from 0 to 1 as a percentage: 87 % in Russian, 87% in English."""
    if share is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + ("%" if locale().language == "en" else NBSP + "%")
    return _tidy(format_percent(share, format=pattern, locale=locale()))


def money(amount: Decimal, currency: str) -> str:
    """A sum as it is read: 48 900 ₽, €12.50; decimals only where there are any."""
    return _money(amount, currency, get_language() or "en")


@lru_cache(10_000)
def _money(amount: Decimal, currency: str, language: str) -> str:
    whole = amount == amount.to_integral_value()
    before = language == "en" and not get_currency_symbol(currency, locale=_locale(language)).isalpha()
    pattern = f"¤{NUMBER}" if before else f"{NUMBER}\u00a0¤"
    pattern = pattern.replace(NUMBER, NUMBER if whole else NUMBER + ".00")
    said = format_currency(amount, currency, format=pattern, locale=_locale(language), currency_digits=False)
    return _tidy(said).replace(" ", NBSP)


def date_of(day: date) -> str:
    """A day without its time: 17 Nov, of another year 17 Nov 2025."""
    return _day(day, timezone.localtime(clock.now()).date(), get_language() or "en")


def file_size(size: int | None) -> str:
    """Bytes as people read them: 42 KB, 1.8 MB."""
    value = float(size or 0)
    if value < 1000:
        return _("%(n)s B") % {"n": figure(value)}
    for unit in (_("%(n)s KB"), _("%(n)s MB"), _("%(n)s GB")):
        value /= 1000
        if value < 1000 or unit == _("%(n)s GB"):
            return unit % {"n": figure(value, 1 if value < 10 else 0)}
    raise AssertionError


def numbered(number: int | str) -> str:
    """How a number is named that people read out: #2 in English, № 2 in Russian; a sign it has of its own is not said
    twice."""
    bare = number.lstrip(SIGNS) if isinstance(number, str) else number
    return _("#%(number)s") % {"number": bare}


@lru_cache(10_000)
def initials(name: str) -> str:
    """One or two letters that stand for a name; a code behind it ("Visitor 01F6") gives none. Of a telephone its last
    two digits, by which people tell numbers apart."""
    if not any(char.isalpha() for char in name):
        return "".join(char for char in name if char.isdigit())[-2:]
    words = [word.strip("«»\"'()[]“”") for word in name.split()]
    words = [word for word in words if word and word[0].isalnum()]
    words = [word for word in words if not any(char.isdigit() for char in word)] or words
    return "".join(word[0] for word in words[:2]).upper()


def hue(key: object) -> int:
    """A steady hue for a person, from any steady key."""
    return _hue(str(key))


@lru_cache(10_000)
def _hue(key: str) -> int:
    total = 7
    for char in key:
        total = (total * 31 + ord(char)) % 1_000_003
    return total % 12 * 30


def _tidy(text: str) -> str:
    return text.replace("-", MINUS).replace("\u202f", NBSP)


def moment(at: datetime) -> str:
    """A moment ahead without doubt: Friday, 27 November, 10:00."""
    local = timezone.localtime(at)
    this_year = local.year == timezone.localtime(clock.now()).year
    day = format_date(local.date(), "EEEE, d MMMM" if this_year else "EEEE, d MMMM y", locale=locale())
    return f"{day.replace(' ', NBSP).replace(',' + NBSP, ', ')}, {clock_time(local)}"
