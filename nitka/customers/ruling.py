"""The workspace's rules as a person reads and changes them: what a form says, what differs, which versions were."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nitka.customers.kinds import KINDS, label
from nitka.customers.models import RuleSet
from nitka.customers.names import members
from nitka.customers.rules import DEFAULT, OTHER, KindRule, Rules, in_force
from nitka.ui import words as ui

SHOWN = 30  # versions that are listed
NAMED = 5  # values that are named where some were added
LINES, LONG = 500, 200  # values in a field, and letters in one
FIELDS = ("priority", "most", "days", "shared")
BOUNDS = {"priority": (1, 100), "most": (1, 10_000), "days": (1, 3_650), "shared": (1, 10_000)}
FREE = {"most", "days"}  # these may be left out: no limit, ever
LISTS = ("blocked", "roles", "people")


@dataclass(slots=True)
class Draft:
    """What a form says: changes to the house's rules, what is wrong with it, and what was typed."""

    changes: dict[str, Any]
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


def draft_of(changes: Mapping[str, Any]) -> Draft:
    """A form that says what is in force."""
    rules = in_force(changes, 0)
    typed = {f"{code}-{name}": _plain(getattr(rules.of(code), name)) for code in KINDS for name in FIELDS}
    typed |= {f"{code}-joins": "on" if rules.of(code).joins else "" for code in KINDS}
    typed |= {name: "\n".join(changes.get(name, ())) for name in LISTS}
    return Draft(dict(changes), typed=typed)


def read(given: Mapping[str, str], before: Mapping[str, Any]) -> Draft:
    """A form as it was sent; what it does not speak of stays. Only what differs from the house is a change."""
    draft = Draft({key: value for key, value in before.items() if key not in ("kinds", *LISTS)})
    draft.typed = {name: given.get(name, "") for name in draft_of(before).typed}
    kinds = {code: dict(said) for code, said in (before.get("kinds") or {}).items()}
    for code in KINDS:
        base, said = DEFAULT.kinds.get(code, OTHER), kinds.pop(code, {})
        for name in FIELDS:
            number, wrong = _number(draft.typed[f"{code}-{name}"], name)
            if wrong:
                draft.errors[f"{code}-{name}"] = wrong
            said[name] = number
        said["joins"] = bool(draft.typed[f"{code}-joins"])
        if differing := {name: value for name, value in said.items() if value != getattr(base, name, value)}:
            kinds[code] = differing
    if kinds:
        draft.changes["kinds"] = kinds
    for name in LISTS:
        values, wrong = _values(draft.typed[name], name)
        if wrong:
            draft.errors[name] = wrong
        if values:
            draft.changes[name] = values
    return draft


def _plain(value: int | None) -> str:
    return "" if value is None else str(value)


def _number(text: str, name: str) -> tuple[int | None, str]:
    text, (low, high) = text.strip(), BOUNDS[name]
    if not text and name in FREE:
        return None, ""
    if text.isascii() and text.isdigit() and len(text) < 9 and low <= int(text) <= high:
        return int(text), ""
    return None, _("A whole number from %(low)s to %(high)s") % {"low": ui.figure(low), "high": ui.figure(high)}


def _values(text: str, name: str) -> tuple[list[str], str]:
    found = list(dict.fromkeys(line.strip().lower() for line in text.replace("\x00", "").splitlines() if line.strip()))
    if len(found) > LINES:
        return found, _("At most %(n)s lines") % {"n": LINES}
    if long := next((value for value in found if len(value) > LONG), ""):
        return found, _("This line is too long: %(line)s") % {"line": long[:40] + "…"}
    if name != "blocked" and (whole := next((value for value in found if "@" in value or " " in value), "")):
        return found, _("Only what stands before the @, one a line: %(line)s") % {"line": whole[:60]}
    return found, ""


def difference(old: Rules, new: Rules) -> list[str]:
    """What changes from one set to another, in words. Pure but for the reader's language."""
    lines = [line for code in {**old.kinds, **new.kinds} for line in _of_kind(code, old.of(code), new.of(code))]
    for before, after, added, gone in (
        (old.blocked, new.blocked, _("Links nobody from now on: %(values)s"), _("May link again: %(values)s")),
        (old.roles, new.roles, _("Mailboxes of a role from now on: %(values)s"),
         _("Mailboxes of a person again: %(values)s")),
    ):  # fmt: skip
        told = ((added, after - before), (gone, before - after))
        lines += [text % {"values": _named(values)} for text, values in told if values]
    if old.automatic != new.automatic:
        lines.append(
            _("Likeness alone merges from %(n)s of 100 on") % {"n": new.automatic} if new.automatic
            else _("Likeness alone merges nobody")
        )  # fmt: skip
    return lines


def _of_kind(code: str, old: KindRule, new: KindRule) -> Iterable[str]:
    says: dict[str, Callable[[int | None], str]] = {
        "priority": lambda n: _("worth %(n)s") % {"n": n},
        "most": lambda n: _("at most %(n)s per customer") % {"n": ui.figure(n)} if n else _("any number per customer"),
        "days": lambda n: ngettext("counted over %(n)s day", "counted over %(n)s days", n) % {"n": ui.figure(n)}
        if n else _("counted over all time"),
        "shared": lambda n: ngettext(
            "into quarantine above %(n)s customer", "into quarantine above %(n)s customers", n or 0
        ) % {"n": ui.figure(n or 0)},
        "joins": lambda yes: _("merges by itself") if yes else _("only asks a person"),
    }  # fmt: skip
    for name, say in says.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            told = {"kind": label(code), "now": say(now), "was": say(was)}
            yield pgettext("rules", "%(kind)s: %(now)s; before: %(was)s") % told


def _named(values: Iterable[str]) -> str:
    known = sorted(values)
    rest = len(known) - NAMED
    more = [ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest}] if rest > 0 else []
    return ", ".join([*known[:NAMED], *more])


@dataclass(frozen=True, slots=True)
class Version:
    """A set as it stands in the history."""

    row: RuleSet
    version: str
    who: str
    said: list[str]


def history() -> list[Version]:
    """The versions, the newest first, each with what it changed. Two statements."""
    rows = list(RuleSet.objects.order_by("-number")[: SHOWN + 1])
    by = members(row.member_id for row in rows)
    found = []
    for n, row in enumerate(rows[:SHOWN]):
        older = rows[n + 1] if n + 1 < len(rows) else None
        new = in_force(row.changes, row.number)
        old = in_force(older.changes, older.number) if older else replace(DEFAULT)
        found.append(Version(row, new.version, by.get(row.member_id) or _("a program"), difference(old, new)))
    return found
