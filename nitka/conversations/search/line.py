"""The line of search: words, "phrases", -exclusions, conditions `key:value`; in both languages. Pure, never fails."""

import re
from dataclasses import dataclass, field

from nitka.conversations.search.text import swapped, words

LONGEST = 400
MOST_TERMS = 16
KEYS = {
    "channel": ("channel", "канал"),
    "is": ("is", "status", "статус"),
    "before": ("before", "until", "до"),
    "after": ("after", "since", "после", "с"),
    "from": ("from", "от"),
    "customer": ("customer", "клиент"),
    "assignee": ("assignee", "у", "ответственный"),
    "team": ("team", "команда"),
    "label": ("label", "tag", "метка"),
    "has": ("has", "есть"),
    "number": ("number", "номер"),
}
_KEY_OF = {alias: key for key, aliases in KEYS.items() for alias in aliases}
_PART = re.compile(
    r"""(?P<key>[^\W\d_]+):(?!//)(?P<value>"[^"]*"?|[^\s"]+)  # channel:email, from:"Anna Lee"
    | (?P<not>-?)"(?P<phrase>[^"]*)"?
    | (?P<chunk>\S+)""",
    re.VERBOSE,
)

_GROUPS = re.compile("\\+?[0-9]+(?:[ ()\u00a0\u2011-]+[0-9]+)+|\\+[0-9]{5,}|[78][0-9]{10}")


@dataclass(frozen=True, slots=True)
class Term:
    """A word to find, or several in their order; `other`: the word on the other keyboard layout."""

    words: tuple[str, ...]
    other: str | None = None
    exact: bool = False
    without: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition by its English key; `source` is what was typed."""

    key: str
    values: tuple[str, ...]
    source: str = field(default="", compare=False)

    def __str__(self) -> str:
        if _spaced(self.values):
            return f'{self.key}:"{self.values[0]}"'
        apart = "," if self.values[0].startswith("//") else ""  # `https://…` is no condition
        return f"{self.key}:{apart}{','.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for. `unknown` are conditions there are none of; they are searched as words."""

    terms: tuple[Term, ...]
    filters: tuple[Filter, ...]
    unknown: tuple[str, ...] = ()
    chunks: tuple[str, ...] = ()  # the words as typed, for addresses

    def __str__(self) -> str:
        """The line written again; numbers stay apart."""
        said = ""
        for before, term in zip([None, *self.terms], self.terms, strict=False):
            if before and before.without and term.without and not term.words[0][0].isalpha():
                said += "," + term.words[0]  # -a0: a minus before a number excludes nothing
                continue
            apart = before is not None and before.words[-1].isdecimal() and term.words[0].isdecimal()
            said += (" , " if apart else " ") + _written(term)
        return " ".join([*said.split(), *map(str, self.filters)])

    @property
    def wanted(self) -> list[Term]:
        return [term for term in self.terms if not term.without]


def read(text: str) -> Line:
    """Take a line apart."""
    if number := whole_number(text):
        return Line((Term((number,)),), (), chunks=(number,))
    terms: list[Term] = []
    filters: list[Filter] = []
    unknown: list[str] = []
    chunks: list[str] = []
    for part in _PART.finditer(" ".join(text.replace("\x00", " ").split())[:LONGEST]):
        key = (part["key"] or "").lower()
        if key in _KEY_OF and (values := _values(part["value"])):
            filters.append(Filter(_KEY_OF[key], values, part[0]))
        elif part["phrase"] is not None:
            if found := tuple(words(part["phrase"])):
                terms.append(Term(found, exact=True, without=bool(part["not"])))
                chunks += [] if part["not"] else [part["phrase"]]
        else:
            unknown += [key] if key and key not in _KEY_OF else []
            said = part[0]
            terms += _terms(said)
            chunks += [] if _excludes(said) else [said]
    return Line(tuple(terms[:MOST_TERMS]), _once(filters), tuple(unknown), tuple(chunks[:MOST_TERMS]))


def whole_number(said: str) -> str | None:
    """The digits of a number written in groups: +7 916 204-18-33; a Russian phone without its first digit."""
    if len(said) > 40 or not _GROUPS.fullmatch(said.strip()):
        return None
    digits = "".join(words(said))
    return digits[1:] if len(digits) == 11 and digits[0] in "78" else digits


def without(text: str, source: str) -> str:
    """A line without one of its conditions."""
    return " ".join(text.replace(source, " ", 1).split())


def _terms(chunk: str) -> list[Term]:
    if number := whole_number(chunk):
        return [Term((number,))]
    found, out = words(chunk), _excludes(chunk)
    if not found:
        return []
    other = swapped(chunk)
    if other and "." not in chunk and not out:  # [kt, → хлеб: keys that are letters on the other layout
        return [Term((max(found, key=len),), other)]
    return [Term((word,), swapped(word), without=out) for word in found]


def _excludes(chunk: str) -> bool:
    return len(chunk) > 1 and chunk[0] == "-" and chunk[1].isalpha()


def _values(said: str) -> tuple[str, ...]:
    if said.startswith('"'):
        value = " ".join(said.strip('"').split())
        return (value,) if value else ()
    return tuple(value for value in said.strip(",").split(",") if value)


def _spaced(values: tuple[str, ...]) -> bool:
    return len(values) == 1 and bool(re.search(r'[\s,"]', values[0]))


def _once(filters: list[Filter]) -> tuple[Filter, ...]:
    return tuple(dict.fromkeys(filters))[:12]


def _written(term: Term) -> str:
    said = " ".join(term.words)
    return ("-" if term.without else "") + (f'"{said}"' if term.exact else said)
