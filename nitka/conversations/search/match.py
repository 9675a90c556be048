"""From the terms of a line to what the index is asked for: every word as itself and as what it may stand for."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nitka.conversations.search.line import Line, Term
from nitka.kit.db.reading import rows

Meaning = tuple[str, str, str, int]  # kind, word, stem, in how many messages
RARE = 20  # below so many messages a word is also read as a likelier one


@dataclass(frozen=True, slots=True)
class ReadAs:
    """A word that was read as another: by a typo, or by the keyboard's layout."""

    asked: str
    read: str
    kind: str


@dataclass(slots=True)
class Match:
    """A query of the index. `likely`: about how many messages match; `stems`: what is marked in them."""

    query: str = ""
    likely: int = 0
    stems: list[str] = field(default_factory=list)
    read_as: list[ReadAs] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # too frequent to be looked for
    groups: list[list[str]] = field(default_factory=list)  # what is looked for, as alternatives of each word
    known: bool = False  # some word of the line is there just as it was typed

    def of_files(self) -> str:
        """The same words in names of files only."""
        return every([any_of(f"/{stem}" for stem in group) for group in self.groups if group])


def match(line: Line, tags: Sequence[Sequence[str]], *, typing: bool = False) -> Match:
    """What to ask the index for a line and the tags of its conditions."""
    found = Match()
    asked = [word for term in line.terms for word in term.words]
    meanings, total = _meanings(asked, line) if asked else ({}, None)
    found.likely = total if total is not None else 1_000_000_000
    parts: list[str] = []
    excluded: list[str] = []
    place = 0
    for term in line.terms:
        rows = [meanings[place + n + 1] for n in range(len(term.words))]
        place += len(term.words)
        if part := _part(term, rows, found, typing=typing):
            (excluded if term.without else parts).append(part)
    parts += [any_of(sorted(group)) for group in tags]
    if parts:
        found.query = every([*parts, *(f"!({part})" for part in excluded)])
    return found


def _meanings(asked: list[str], line: Line) -> tuple[dict[int, list[Meaning]], int]:
    """What each word means by its place; and how many messages there are."""
    others = [term.other if not term.exact else None for term in line.terms for _ in term.words]
    found: dict[int, list[Meaning]] = defaultdict(list)
    for place, *row in rows("select * from nitka_search_words(%s::text[], %s::text[], true)", [asked, others]):
        found[place].append(tuple(row))
    return found, found[0][0][3] if found[0] else 0


def _part(term: Term, rows: list[list[Meaning]], found: Match, *, typing: bool) -> str:
    if len(term.words) > 1:
        return _phrase(term, rows, found)
    kinds: dict[str, list[Meaning]] = defaultdict(list)
    for row in rows[0]:
        kinds[row[0]].append(row)
    if kinds["stop"]:
        found.ignored += [term.words[0]]
        return ""
    exact = kinds["exact"][0]
    found.known = found.known or (not term.without and exact[3] > 0)
    taken = [exact, *([] if term.exact else [*kinds["part"], *(kinds["begin"] if typing or not exact[3] else [])])]
    if not term.exact and not term.without:
        taken = _corrected(term, taken, kinds, found)
    return _alternatives(term, taken, found)


def _corrected(term: Term, taken: list[Meaning], kinds: dict[str, list[Meaning]], found: Match) -> list[Meaning]:
    """With what the word may have been meant as, and a note of it."""
    there = sum(row[3] for row in taken)
    if not there and kinds["layout"]:
        found.read_as.append(ReadAs(term.words[0], kinds["layout"][0][1], "layout"))
        return kinds["layout"]
    if there < RARE and kinds["typo"] and not kinds["begin"]:
        found.read_as.append(ReadAs(term.words[0], kinds["typo"][0][1], "typo"))
        return [*taken, *kinds["typo"]]
    return taken


def _alternatives(term: Term, taken: list[Meaning], found: Match) -> str:
    stems = list(dict.fromkeys(row[2] for row in taken if row[2]))
    if not term.without:
        found.likely = min(found.likely, sum(row[3] for row in taken))
        found.stems += stems
        found.groups.append(stems)
    return any_of(stems)


def _phrase(term: Term, rows: list[list[Meaning]], found: Match) -> str:
    """Words one after another; stop words leave a gap."""
    said, gap, stems = "", 1, []
    for row in rows:
        kind, _, stem, n = row[0]
        if kind == "stop":
            gap += 1
            continue
        said += (f" <{gap}> " if said else "") + _quoted(stem)
        gap = 1
        stems.append(stem)
        found.likely = min(found.likely, n) if not term.without else found.likely
    if not term.without:
        found.stems += stems
        found.groups += [[stem] for stem in stems]
    return f"({said})" if said else ""


def any_of(lexemes: Iterable[str]) -> str:
    """One of these."""
    return "(" + " | ".join(map(_quoted, lexemes)) + ")"


def every(parts: Iterable[str]) -> str:
    """All of these."""
    return " & ".join(part for part in parts if part)


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
