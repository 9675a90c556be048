"""An import as a member sees it: five steps on one thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nitka.accounts.models import Member
from nitka.customers import attributes, kinds
from nitka.customers.models import AttributeKind
from nitka.customers.queries import hidden_keys, kinds_for
from nitka.imports import columns, company_columns, files, order_page, targets, words
from nitka.imports.actions.begin import KEPT, sample
from nitka.imports.models import Import, Kind, Outcome, State
from nitka.imports.queries import purposes
from nitka.imports.staying import LOOKED, would_stay
from nitka.kit import clock
from nitka.kit.text import shorten
from nitka.ui.words import date_of, figure

PAST = 100
LOOKED_AT = 200  # rows beside which columns are shown
STEPS = ("file", "map", "try", "run", "done")
_AT = {
    State.READING: "file", State.UNREADABLE: "file", State.MAPPING: "map", State.TRYING: "try", State.TRIED: "try",
    State.RUNNING: "run", State.HELD: "run", State.DONE: "done", State.RETURNING: "done", State.RETURNED: "done",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: what it is called, what stands in it, what it is with us and how sure we are."""

    place: int
    name: str
    examples: str
    target: str
    sure: str  # sure, check, off, chosen
    note: str


def past(rows: "QuerySet[Import]") -> list[dict[str, Any]]:
    """What was loaded or waits to be, the newest first."""
    found = list(rows.order_by("-at")[:PAST])
    people = Member.objects.select_related("user").filter(pk__in={row.member_id for row in found})
    by = {row.pk: row.user.name for row in people}
    return [{"of": row, "by": by.get(row.member_id, ""), "said": stands(row)} for row in found]


def stands(of: Import) -> str:
    """Where it is, in a word or two."""
    return str({
        State.READING: _("being read"), State.UNREADABLE: _("cannot be read"), State.MAPPING: _("columns to choose"),
        State.TRYING: _("being tried"), State.TRIED: _("tried"), State.RUNNING: _("being loaded"),
        State.HELD: _("stopped"), State.DONE: _("loaded"), State.RETURNING: _("being taken back"),
        State.RETURNED: _("taken back"),
    }[State(of.state)])  # fmt: skip


def called(outcome: str, kind: str) -> str:
    """What an outcome is called above the customers or companies it concerns."""
    if kind == Kind.COMPANIES and outcome in (Outcome.NEW, Outcome.CHANGED):
        return _("New companies") if outcome == Outcome.NEW else _("Changed companies")
    if kind == Kind.ORDERS and outcome in (Outcome.NEW, Outcome.CHANGED):
        return _("New orders") if outcome == Outcome.NEW else _("Changed orders")
    return str({
        Outcome.NEW: _("New customers"), Outcome.CHANGED: _("Changed customers"), Outcome.MERGED: _("Merged customers"),
        Outcome.ASKED: _("Customers to be decided on"),
    }[Outcome(outcome)])  # fmt: skip


def context(of: Import, member: Member, *, again: bool = False) -> dict[str, Any]:
    """All that the page shows of it."""
    at = "map" if again and of.state in (State.MAPPING, State.TRIED) else _AT[State(of.state)]
    place = STEPS.index(at)
    shown: dict[str, Any] = {
        "of": of, "firms": of.kind == Kind.COMPANIES, "orders": of.kind == Kind.ORDERS, "at": at,
        "classes": {step: "past" if n < place else "now" if n == place else "later"
                    for n, step in enumerate(STEPS)},
        "why": words.why_file(of.reason) if of.reason else "",
        "until": date_of(timezone.localtime((of.ran_at or of.at) + KEPT).date()),
        "taken": sum(bool(target) for target in of.mapping), "left": sum(not target for target in of.mapping),
    }  # fmt: skip
    if at == "map":
        shown |= _columns(of, member)
    if at in ("try", "run", "done") and of.counts:
        shown |= _counts(of)
    if at == "try" and of.sample:
        hidden = hidden_keys(member)
        examples = {Kind.COMPANIES: _company, Kind.ORDERS: order_page.example}
        example = examples.get(Kind(of.kind), _example)
        shown["sample"] = [example(one, hidden) for one in of.sample]
    if at == "run":
        shown["percent"] = round(100 * of.row / max(1, of.total), 1)
        shown["speed"] = _speed(of)
    if of.state in (State.DONE, State.HELD, State.RUNNING):
        shown["can_return"] = files.folder(of.pk).exists()
        shown["going"] = dict(of.counts)
    if of.state == State.DONE and shown["can_return"] and _to_undo(of):
        shown |= _staying(of)
    return shown


def _to_undo(of: Import) -> bool:
    """Whether there is anything that could stay: what is new, of orders also what has changed and new customers."""
    counts = of.counts
    of_orders = of.kind == Kind.ORDERS and (counts.get("changed") or counts.get("people"))
    return bool(counts.get("new") or of_orders)


def _staying(of: Import) -> dict[str, Any]:
    """What would stay, and so how many go or return."""
    stay, counts = would_stay(of), of.counts
    less = {"new": stay.n, "changed": stay.changed, "people": stay.people}
    going = counts | {key: max(0, counts.get(key, 0) - n) for key, n in less.items()}
    return {"staying": stay, "going": going, "looked": figure(LOOKED)}


def _columns(of: Import, member: Member) -> dict[str, Any]:
    known = dict(kinds_for(member).values_list("key", "sort"))
    rows = sample(of, LOOKED_AT)
    found = [_column(of, place, rows, known) for place in range(len(of.columns))]
    found.sort(key=lambda one: ("check", "chosen", "sure", "off").index(one.sure))
    sign = of.how.get("delimiter", "\t")
    return {
        "columns": found, "kinds": _kinds(), "currencies": order_page.currencies(of),
        "choices": columns.choices(of.kind, known, [*of.mapping, *of.guessed], purposes()),
        "knew": sum(bool(target) for target in of.guessed), "check": sum(one.sure == "check" for one in found),
        "encoding": words.ENCODINGS.get(of.how.get("encoding", ""), ""),
        "delimiter": str(words.DELIMITERS.get(of.how.get("delimiter", ""), "")),
        "encodings": [(code, str(label)) for code, label in words.CHOSEN_ENCODINGS],
        "delimiters": [(code, str(label)) for code, label in words.DELIMITERS.items()],
        "raw": [[cell[:60] for cell in row[:30]] for row in ([of.columns] if of.how.get("header") else []) + rows[:2]],
        "sign": sign if sign != "\t" else "⇥",
    }  # fmt: skip


def _column(of: Import, place: int, rows: Sequence[Sequence[str]], known: dict[str, str]) -> Column:
    cells = [row[place].strip() for row in rows if row[place].strip()]
    target = of.mapping[place] if place < len(of.mapping) else ""
    examples = " · ".join(dict.fromkeys(shorten(cell, 32) for cell in cells[:4]))
    unread = [cell for cell in cells if not columns.reads(of.kind, target, cell, known, of.currency)]
    notes = []
    if unread:
        notes.append(_("cannot be read: %(examples)s") % {"examples": ", ".join(f"«{c[:24]}»" for c in unread[:2])})
    if target and len(cells) < len(rows):
        n = len(rows) - len(cells)
        notes.append(ngettext("empty in %(n)s row of %(all)s", "empty in %(n)s rows of %(all)s", n)
                     % {"n": figure(n), "all": figure(len(rows))})  # fmt: skip
    own = targets.own(target)
    if own and own[0] not in known:
        notes.append(_("a new attribute: %(sort)s") % {"sort": str(_sort(own[1])).lower()})
    guessed = of.guessed[place] if place < len(of.guessed) else ""
    sure = "chosen" if target != guessed else "off" if not target else "check" if unread else "sure"
    return Column(place, of.columns[place], examples, target, sure, "; ".join(notes))


def _kinds() -> list[tuple[str, str, str]]:
    """What may be in a file, and what a member says when it was taken for something else."""
    return [(Kind.PEOPLE, pgettext("kind of file", "customers"), _("These are customers")),
            (Kind.COMPANIES, pgettext("kind of file", "companies"), _("These are companies")),
            (Kind.ORDERS, pgettext("kind of file", "orders"), _("These are orders"))]  # fmt: skip


def _sort(sort: str) -> str:
    return str(dict(AttributeKind._meta.get_field("sort").choices or ()).get(sort, sort))


def _counts(of: Import) -> dict[str, Any]:
    counts, orders = of.counts, of.kind == Kind.ORDERS
    of_people = () if orders else ("merged", "asked")
    parts = [(key, counts.get(key, 0)) for key in ("same", "changed", "new", *of_people, "failed")]
    total = max(1, sum(n for _key, n in parts) if orders else of.row)
    goes = sum(n for key, n in parts if key != "failed")
    return {
        "counts": counts, "goes": goes, "known": goes - counts.get("new", 0),
        "parts": [(key, f"{100 * n / total:.2f}%") for key, n in parts if n],
        "by": [(columns.label(of.kind, kind), n)
               for kind, n in sorted(counts.get("by", {}).items(), key=lambda pair: -pair[1])],
        "errors": [(words.why_row(code), why["n"], _numbers(of, why["rows"], why["n"]))
                   for code, why in _often(counts.get("why", {}))],
        "without": [(about(of, int(code.partition(":")[0]), code.partition(":")[2]), why["n"],
                  _numbers(of, why["rows"], why["n"])) for code, why in _often(counts.get("left", {}))],
    }  # fmt: skip


def _often(said: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(said.items(), key=lambda pair: -pair[1]["n"])


def about(of: Import, place: int | None, reason: str) -> str:
    """What is wrong, and in which column."""
    said = words.why_row(reason)
    return f"{of.columns[place]}: {said}" if place is not None and place < len(of.columns) else said


def _numbers(of: Import, rows: Sequence[int], n: int) -> str:
    """Which lines of the file, as a spreadsheet numbers them."""
    head = 1 if of.how.get("header") else 0
    said = ", ".join(figure(row + head) for row in rows)
    return ngettext("row %(rows)s", "rows %(rows)s", n) % {"rows": said + ("…" if n > len(rows) else "")}


def _example(one: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    lines = [
        {"label": attributes.label(line["key"]) if line["key"] else _("Full name"), "stays": line.get("stays", False),
         "was": attributes.said(line.get("was")) if line.get("was") is not None else "",
         "now": attributes.said(line["now"])}
        for line in one["lines"] if line["key"] not in hidden
    ]  # fmt: skip
    return one | {"lines": lines, "by": kinds.label(one["by"]) if one["by"] else ""}


def _company(one: dict[str, Any], _hidden: set[str]) -> dict[str, Any]:
    labels = {"name": _("Name"), "domains": _("Domains"), "parent": _("Part of")}
    lines = [{"stays": False, "was": ""} | line | {"label": labels[line["key"]]} for line in one["lines"]]
    return one | {"lines": lines, "by": company_columns.label(one["by"]) if one["by"] else ""}


def _speed(of: Import) -> dict[str, Any]:
    """Rows a second since loading began, and how long the rest takes."""
    since = (clock.now() - of.ran_at).total_seconds() if of.ran_at else 0
    if of.row < 1 or since < 2 or of.state == State.HELD:
        return {}
    per_second = of.row / since
    return {"rows": round(per_second), "left": timedelta(seconds=max(1, round((of.total - of.row) / per_second)))}


