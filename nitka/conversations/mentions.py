"""Who a note names by `@name`. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar
from uuid import UUID

MOST = 10


class Named(Protocol):
    """A member, as far as a note is concerned."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


Person = TypeVar("Person", bound=Named)


def named(text: str, people: Iterable[Person], chosen: Collection[UUID] = ()) -> list[Person]:
    """Those whose whole name, or first name when nobody else has it, follows an @; at most ten.

    Of two of the same name it is who was `chosen` in the picker, else both.
    """
    if "@" not in text:
        return []
    everybody = list(people)
    first = Counter(_fold(person.name).split()[0] for person in everybody if person.name.split())
    folded, found = _fold(text), []
    taken: set[int] = set()
    for person in sorted(everybody, key=lambda person: len(person.name), reverse=True):
        whole = _fold(person.name)
        short = whole.split()[0] if whole and first[whole.split()[0]] == 1 else whole
        places = {match.start() for form in {whole, short} if form for match in _at(form, folded)} - taken
        if places and not _another_was_chosen(person, everybody, chosen):
            found.append(person)
        if places and not _has_double(person, everybody):
            taken |= places
    return sorted(found, key=lambda person: folded.find("@" + _fold(person.name).split()[0]))[:MOST]


def _at(form: str, text: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"(?<![\w.@])@{re.escape(form)}(?!\w)", text)


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def _has_double(person: Named, people: Iterable[Named]) -> bool:
    return any(_fold(other.name) == _fold(person.name) and other.id != person.id for other in people)


def _another_was_chosen(person: Named, people: Iterable[Named], chosen: Collection[UUID]) -> bool:
    same = {other.id for other in people if _fold(other.name) == _fold(person.name)}
    return len(same) > 1 and bool(same & set(chosen)) and person.id not in chosen
