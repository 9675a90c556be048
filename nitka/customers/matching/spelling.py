"""Names taken apart and reduced to keys, however they are written. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache

from nitka.customers.matching.given import FORMS, FULL, forms
from nitka.customers.matching.letters import key, other_layout

_WORD = re.compile(r"[^\W\d_]+(?:[-'’`][^\W\d_]+)*")
_PATRONYMIC = re.compile(r"...*(?:[oe]viH|(?<![oe]v)iH|[oe]vna|iHna)\Z")  # of a key
_SURNAME = re.compile(r"..+(?:[oe]va?|ina?|i[nj]a|[sCk]ki|[sCk]ka|[sCk]kaia|enko|uk|ian|iants|ih|adze|Svili|oglu)\Z")
_TITLES = frozenset(("mr", "mrs", "ms", "dr", "г-н", "г-жа", "гр", "ип", "ооо"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a name: as it was written, and its key; one sound for an initial."""

    written: str = ""
    key: str = ""


NOTHING = Part()


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name. `layout`: it was typed with the keyboard switched to the other language."""

    given: Part = NOTHING
    patronymic: Part = NOTHING
    surname: Part = NOTHING
    layout: bool = False
    turned: bool = False  # the surname stood first

    @property
    def forms(self) -> frozenset[str]:
        """The full first names it may stand for."""
        return forms(self.given.key)


def parse(text: str) -> Name:
    """A name in whatever order: «Иванов И. П.», «Аня», Anna Ivanova, «Fyyf Bdfyjdf»."""
    words, layout = _words(text)
    whole = [word for word in words if len(word) > 1]
    initials = [word for word in words if len(word) == 1]
    if not whole:
        return Name()
    at = {index: Part(word, key(word)) for index, word in enumerate(whole)}
    patronymic = _take_patronymic(at, more=bool(initials))
    given = _take_given(at, alone=bool(initials) or patronymic is not None)
    left = sorted(at)
    surname = at[left[0]] if left else NOTHING
    turned = given is not None and bool(left) and left[0] < given[0]
    first = given[1] if given else _initial(initials)
    middle = patronymic or _initial(initials)
    return Name(first, middle, surname, layout, turned)


@lru_cache(4_096)
def switched(text: str) -> bool:
    """Whether a name was typed with the keyboard switched to the other language."""
    return _words(text)[1]


def _words(text: str) -> tuple[list[str], bool]:
    """The words of a name, and whether the keyboard was switched over."""
    plain = text.strip()[:200]
    words = _split(plain)
    if not words or any(_known(word) for word in words):
        return words, False
    other = _split(other_layout(plain))
    return (other, True) if any(_known(word) for word in other) else (words, False)


def _split(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in _TITLES][:6]


def _known(word: str) -> bool:
    found = key(word)
    return len(found) > 2 and (found in FORMS or _PATRONYMIC.match(found) is not None)


def _take_patronymic(at: dict[int, Part], *, more: bool) -> Part | None:
    """Taken out of the words; the only word is none."""
    for index, part in list(at.items()):
        others = [other for place, other in at.items() if place != index]
        if _PATRONYMIC.match(part.key) and (len(others) > 1 or any(one.key in FORMS for one in others) or more):
            return at.pop(index)
    return None


def _take_given(at: dict[int, Part], *, alone: bool) -> tuple[int, Part] | None:
    """The first name, taken out: one that is known, a full one before a short one; else by custom the first word."""
    if not at:
        return None
    for known in (FULL, FORMS):
        for index, part in at.items():
            others = [other for place, other in at.items() if place != index]
            if part.key in known and not (_SURNAME.match(part.key) and any(one.key in FORMS for one in others)):
                return index, at.pop(index)
    if len(at) == 1:
        ((index, part),) = at.items()
        return None if alone or _SURNAME.match(part.key) else (index, at.pop(index))
    first, last = min(at), max(at)
    index = last if _SURNAME.match(at[first].key) and not _SURNAME.match(at[last].key) else first
    return index, at.pop(index)


def _initial(initials: list[str]) -> Part:
    if not initials:
        return NOTHING
    written = initials.pop(0)
    return Part(written, key(written)[:1])
