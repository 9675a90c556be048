"""A sentence into words, and the arithmetic of hours and months."""

import re
from calendar import monthrange
from datetime import date

from nitka.kit.spoken import words

_GLUED = re.compile(r"(\d{1,4})(мин|час|ч|м|дн|д|нед|min|mins|h|hr|hrs|m|d|w|wk)")
ORDINAL = re.compile(r"(\d{1,2})(?:-?(?:го|е|ое)|st|nd|rd|th)")


class Unclear(ValueError):
    """The words do not say when."""


class Passed(Unclear):
    """They say a moment that has been."""


class TooFar(Unclear):
    """They say a moment years ahead."""


def tokens(text: str) -> list[str]:
    """The words of a sentence, with what people write together taken apart."""
    text = re.sub(r"\b([ap])\.\s?m\.?", r"\1m", text)
    text = text.replace("day after tomorrow", "послезавтра").replace("half an hour", "30 minutes")
    text = re.sub(r"\bполтора часа|\bhour and a half\b", "90 минут", text)
    text = re.sub(r"\b(через |спустя )?пол-?часа?\b", "через 30 минут", text)
    found: list[str] = []
    for token in re.sub(r"[,;!?«»\"()]", " ", text).split():
        token = token.strip(".-–")
        glued = _GLUED.fullmatch(token)
        found += [glued[1], glued[2]] if glued else [token]
    return [token for token in found if token]


def hours(found: "re.Match[str]") -> tuple[int, int]:
    """Hour and minute of a matched time."""
    if found[1]:
        hour = half_day(int(found[1]), found[3]) if found[3] else int(found[1])
        return hour, int(found[2])
    return half_day(int(found[4]), found[5]), 0


def half_day(hour: int, half: str) -> int:
    """The hour of 24 that 7 pm is. Raises Unclear."""
    if not 1 <= hour <= 12:
        if half == "pm" and 12 < hour < 24:
            return hour  # «19 вечера» says it twice
        raise Unclear(str(hour))
    return hour % 12 + (12 if half == "pm" else 0)


def plain_number(word: str) -> int | None:
    """A number in digits, perhaps an ordinal."""
    ordinal = ORDINAL.fullmatch(word)
    return int(ordinal[1]) if ordinal else words.number(word) if word.isdecimal() else None


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
