"""Moments that our own answers name: «завтра до 18:00», "by Friday", "within 2 hours". Pure.

A sentence is quoted, its moment is heard by `kit.spoken`; what it does not understand is left out, never guessed.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from nitka.conversations.handover.facts import Promise
from nitka.kit import spoken
from nitka.kit.text import shorten

LONGEST = 2_000  # characters of an answer that are looked at
WINDOW = 6  # words that a moment may take
QUOTED = 160

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zа-яё])|\n+")
_MONTHS = (
    "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    "|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
_WEEKDAYS = (
    "понедельник|вторник|сред[ауые]|четверг|пятниц|суббот|воскресень|monday|tuesday|wednesday|thursday|friday"
    "|saturday|sunday"
)
_AMOUNT = r"(?:через|in)\s+\S+(?:\s+(?:минут|час|дн|день|недел|minute|hour|day|week)|$)|через\s+(?:час|день|неделю)"
# A window must hold something that is a moment and nothing else: figures alone are prices and sizes.
_STRONG = re.compile(
    rf"\d{{1,2}}:\d\d|завтра|сегодня|tomorrow|today|tonight|\b(?:{_WEEKDAYS})|\d{{1,2}}\s+(?:{_MONTHS})"
    rf"|(?:{_MONTHS})\w*\s+\d{{1,2}}\b|\b\d{{1,2}}\.\d{{2}}\.\d{{2,4}}|\b(?:{_AMOUNT})",
)
_IN = re.compile(r"^(?:в течение|within)\s+")
_GENITIVE = {"часа": "час", "дня": "день", "недели": "неделю", "минуты": "минуту", "суток": "день", "рабочего": ""}


def promises(text: str, at: datetime, by: UUID | None = None) -> list[Promise]:
    """The sentences of an answer written at `at` (with its zone) that name a moment after it; questions do not."""
    found = []
    for sentence in _SENTENCE.split(text[:LONGEST]):
        if not sentence.strip() or sentence.rstrip().endswith("?"):
            continue
        moment = next(_moments(sentence, at), None)
        if moment is not None:
            found.append(Promise(shorten(sentence, QUOTED), moment, by))
    return found


def _moments(sentence: str, at: datetime) -> Iterator[datetime]:
    """The moments of a sentence, the longest reading of each first."""
    words = [word.strip("«»\"'()!?;,…—–-").rstrip(".") for word in sentence.lower().replace("ё", "е").split()]
    words = [word for word in words if word]
    start = 0
    while start < len(words):
        for size in range(min(WINDOW, len(words) - start), 0, -1):
            moment = _heard(words[start : start + size], at)
            if moment is not None:
                yield moment
                start += size - 1
                break
        start += 1


def _heard(words: list[str], at: datetime) -> datetime | None:
    phrase = " ".join(words)
    within = _IN.match(phrase)
    if within:
        rest = [_GENITIVE.get(word, word) for word in phrase[within.end() :].split()]
        phrase = " ".join(["через" if phrase.startswith("в") else "in", *filter(None, rest)])
    if not _STRONG.search(phrase):
        return None
    try:
        return spoken.heard(phrase, at)
    except spoken.Unclear:  # passed and too far are kinds of it
        return None
