"""From facts to the card, in the reader's language. Pure: the same facts, the same card."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.conversations.desk import names
from nitka.conversations.handover.facts import Facts, Promise, Quote
from nitka.ui import words


@dataclass(frozen=True, slots=True)
class Line:
    """One thing; `quote` is what somebody wrote; `level` says whether it presses."""

    text: str
    quote: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and its lines."""

    key: str
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Card:
    """What whoever gets a conversation has to know."""

    parts: list[Part]
    words: str = ""


def card(facts: Facts, people: Mapping[UUID, str]) -> Card:
    """The card; `people` names members. A part with nothing to say is not there."""
    made: list[tuple[str, str, Callable[[], list[Line]]]] = [
        ("who", _("Customer"), lambda: _who(facts)),
        ("wants", _("What they want"), lambda: _wants(facts)),
        ("tried", _("Said and tried"), lambda: _tried(facts, people)),
        ("promised", _("Dates we named"), lambda: _promised(facts, people)),
        ("open", _("What is open"), lambda: _open(facts)),
        ("mood", _("Mood"), lambda: _mood(facts)),
    ]
    return Card([Part(key, title, lines) for key, title, of in made if (lines := of())], facts.words)


def _who(facts: Facts) -> list[Line]:
    said = [names.customer_name(facts.name, facts.kind, facts.value)]
    if facts.since:
        said.append(_("with us since %(day)s") % {"day": words.when(facts.since)})
    if facts.earlier:
        n = facts.earlier
        said.append(ngettext("%(n)s conversation besides", "%(n)s conversations besides", n) % {"n": n})
    proven = [names.address(kind, value) for kind, value in facts.proven if kind != "visitor"]
    known = _("Proven: %(addresses)s") % {"addresses": ", ".join(proven)} if proven else _("No address is proven")
    return [Line(" · ".join(said)), Line(known)]


def _wants(facts: Facts) -> list[Line]:
    lines = [Line(facts.subject)] if facts.subject and not _same(facts) else []
    if facts.first:
        lines.append(Line(words.when(facts.first.at, "full"), facts.first.text))
    return lines


def _same(facts: Facts) -> bool:
    """A chat's subject is the beginning of its first message."""
    return bool(facts.first) and facts.first is not None and facts.first.text.startswith(facts.subject.rstrip("…"))


def _tried(facts: Facts, people: Mapping[UUID, str]) -> list[Line]:
    n = facts.wrote
    counts = [ngettext("%(n)s message of theirs", "%(n)s messages of theirs", n) % {"n": n}]
    n = facts.answered
    counts.append(ngettext("%(n)s answer of ours", "%(n)s answers of ours", n) % {"n": n} if n else _("no answer yet"))
    if facts.notes:
        n = facts.notes
        counts.append(ngettext("%(n)s note", "%(n)s notes", n) % {"n": n})
    lines = [Line(", ".join(counts))]
    if facts.told_in:
        lines.append(Line(_("Last answers, in #%(number)s:") % {"number": facts.told_in}))
    lines += [Line(f"{_name(row.by, people)}, {words.when(row.at, 'full')}", row.text) for row in facts.answers]
    if facts.files_all:
        lines.append(Line(_files(facts)))
    return lines


def _files(facts: Facts) -> str:
    more = facts.files_all - len(facts.files)
    listed = ", ".join(facts.files)
    if more > 0:
        return _("Files: %(files)s and %(n)s more") % {"files": listed, "n": more}
    return _("Files: %(files)s") % {"files": listed}


def _promised(facts: Facts, people: Mapping[UUID, str]) -> list[Line]:
    lines = [_promise(row, facts, people) for row in facts.promises]
    for task in facts.tasks:
        values = {"number": task.number, "when": words.when(task.due_at, "full")}
        late = task.due_at < facts.at
        said = _("Task %(number)s was due %(when)s") if late else _("Task %(number)s is due %(when)s")
        lines.append(Line(said % values, level="bad" if late else ""))
    return lines


def _promise(row: Promise, facts: Facts, people: Mapping[UUID, str]) -> Line:
    passed = row.until < facts.at
    values = {"when": words.when(row.until, "full"), "name": _name(row.by, people)}
    said = _("Until %(when)s, it has passed. %(name)s:") if passed else _("Until %(when)s. %(name)s:")
    return Line(said % values, row.text, "bad" if passed else "")


def _open(facts: Facts) -> list[Line]:
    lines = []
    if facts.waiting_since:
        lines.append(Line(_waited(facts.waiting_since, facts.at), level="warn"))
    if facts.failed:
        n = facts.failed
        said = ngettext("%(n)s answer did not go out", "%(n)s answers did not go out", n) % {"n": n}
        lines.append(Line(said, level="bad"))
    lines += [Line(_("Asked and not answered:"), text) for text in facts.questions]
    return lines


def _waited(since: datetime, at: datetime) -> str:
    values = {"when": words.when(since, "full"), "wait": words.duration(at - since)}
    if at - since < timedelta(minutes=1):
        return _("Waiting since %(when)s") % values
    return _("Waiting since %(when)s: %(wait)s by then") % values


def _mood(facts: Facts) -> list[Line]:
    if facts.rated is None:
        return []
    values = {"score": facts.rated.score, "most": facts.rated.most, "when": words.when(facts.rated.at)}
    said = _("Last rating %(score)s of %(most)s, %(when)s") % values
    if facts.ratings > 1:
        n = facts.ratings
        said += " · " + ngettext("%(n)s rating in all", "%(n)s ratings in all", n) % {"n": n}
    return [Line(said, level="bad" if facts.rated.unhappy else "")]


def _name(member_id: UUID | None, people: Mapping[UUID, str]) -> str:
    name = people.get(member_id) if member_id else None
    return names.first_name(name) if name else _("By the API")


__all__ = ["Card", "Line", "Part", "Quote", "card"]
