"""Days, months and years as people type them into `before:` and `after:`, in the reader's zone."""

import re
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from nitka.kit import clock

_WORDS = {"today": 0, "сегодня": 0, "yesterday": 1, "вчера": 1}
_AGO = re.compile(r"(\d{1,4})(d|w|m|y|д|н|м|г)")
_DAYS = {"d": 1, "д": 1, "w": 7, "н": 7, "m": 30, "м": 30, "y": 365, "г": 365}
_ISO = re.compile(r"(\d{4})(?:[-.](\d{1,2})(?:[-.](\d{1,2}))?)?")
_RUSSIAN = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}))?")


def beginning(said: str) -> datetime | None:
    """When the day, month or year that was typed begins; None for what is none."""
    today = timezone.localtime(clock.now()).date()
    try:
        day = _day(said.lower(), today)
        return timezone.make_aware(datetime.combine(day, time.min)) if day and day.year < 9000 else None
    except (ValueError, OverflowError):
        return None


def _day(said: str, today: date) -> date | None:
    if said in _WORDS:
        return today - timedelta(days=_WORDS[said])
    if ago := _AGO.fullmatch(said):
        return today - timedelta(days=int(ago[1]) * _DAYS[ago[2]])
    if iso := _ISO.fullmatch(said):
        return date(int(iso[1]), int(iso[2] or 1), int(iso[3] or 1))
    if russian := _RUSSIAN.fullmatch(said):
        return _of_year(int(russian[1]), int(russian[2]), russian[3], today)
    return None


def _of_year(day: int, month: int, year: str | None, today: date) -> date:
    """Without a year: the last time there was such a day."""
    if year:
        return date(int(year), month, day)
    found = date(today.year, month, day)
    return found if found <= today else date(today.year - 1, month, day)
