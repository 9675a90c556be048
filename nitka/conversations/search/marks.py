"""A passage of a text around what matched, cut into pieces; a template escapes each and marks those that matched."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from nitka.conversations.search.text import TOKEN, plain

PASSAGE = 180  # characters
_GROUPS = re.compile("[0-9][0-9() \u00a0\u2011-]{4,20}[0-9]")  # as `search_words.sql` joins them
_APART = re.compile("[^0-9]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a passage."""

    text: str
    hit: bool = False


def passage(text: str, marked: Iterable[str], length: int = PASSAGE) -> list[Piece]:
    """The passage with the most that matched, or the text's beginning."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    spans = _spans(text, set(marked))
    begin, end = _window(text, spans, length)
    pieces, at = [], begin
    for start, stop in spans:
        if start < begin or stop > end:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:stop], hit=True))
        at = stop
    if at < end:
        pieces.append(Piece(text[at:end]))
    return [*([Piece("…")] if begin else []), *_together(pieces), *([Piece("…")] if end < len(text) else [])]


def _spans(text: str, marked: set[str]) -> list[tuple[int, int]]:
    low = text.lower().replace("ё", "е")
    if len(low) != len(text):  # a few letters become two
        low = "".join(plain(letter) if len(letter.lower()) == 1 else letter for letter in text)
    return [found.span() for found in TOKEN.finditer(low) if found[0] in marked] or _numbers(text, marked)


def _numbers(text: str, marked: set[str]) -> list[tuple[int, int]]:
    """Numbers that are written in groups."""
    return [found.span() for found in _GROUPS.finditer(text) if _APART.sub("", found[0]) in marked]


def _window(text: str, spans: list[tuple[int, int]], length: int) -> tuple[int, int]:
    if len(text) <= length:
        return 0, len(text)
    first = max((start for start, _ in spans), key=lambda at: _within(spans, at, length), default=0)
    begin = max(0, min(first - length // 4, len(text) - length))
    begin = text.find(" ", begin, first) + 1 or begin if begin else 0
    end = begin + length
    return begin, len(text) if end >= len(text) else max(text.rfind(" ", begin, end), begin + length // 2)


def _within(spans: list[tuple[int, int]], at: int, length: int) -> tuple[int, int]:
    """How many matches a passage from `at` has; the earlier of two alike."""
    return sum(at <= start < at + length * 3 // 4 for start, _ in spans), -at


def _together(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring words that match are marked as one."""
    made: list[Piece] = []
    for piece in pieces:
        if piece.hit and len(made) > 1 and made[-1].text == " " and made[-2].hit:
            made[-2:] = [Piece(made[-2].text + " " + piece.text, hit=True)]
        else:
            made.append(piece)
    return made
