"""A copy of a person's data as a page that people read: one file, no script, nothing from outside."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from nitka.accounts.models import Workspace
from nitka.customers.models import Customer
from nitka.moments.kinds import plain
from nitka.ui import words

TITLES: dict[str, Any] = {
    "customers": gettext_lazy("Who you are with us"),
    "contacts": gettext_lazy("Contacts"),
    "said_of_them": gettext_lazy("How you were called"),
    "attributes": gettext_lazy("What else is known"),
    "companies": gettext_lazy("Companies"),
    "consents": gettext_lazy("Consents"),
    "conversations": gettext_lazy("Conversations"),
    "messages": pgettext_lazy("copy", "Messages"),
    "files": gettext_lazy("Files"),
    "orders_and_things": gettext_lazy("Orders, subscriptions, things"),
    "ratings": gettext_lazy("Ratings"),
    "tasks": gettext_lazy("What was done about ratings"),
    "notes": gettext_lazy("Notes of our colleagues"),
    "segments": gettext_lazy("Groups you were in"),
    "moments": gettext_lazy("What happened"),
    "merges": gettext_lazy("Records that were joined"),
}
COLUMNS: dict[str, Any] = {
    "name": pgettext_lazy("copy", "Name"), "kind": pgettext_lazy("copy", "Kind"),
    "value": pgettext_lazy("copy", "Value"),
    "status": pgettext_lazy("copy", "State"), "state": pgettext_lazy("copy", "State"),
    "at": pgettext_lazy("copy", "When"), "created_at": pgettext_lazy("copy", "Since"),
    "began_at": pgettext_lazy("copy", "Since"), "last_at": pgettext_lazy("copy", "Last"),
    "closed_at": pgettext_lazy("copy", "Closed"), "changed_at": pgettext_lazy("copy", "Changed"),
    "again_at": pgettext_lazy("copy", "Said again"),
    "noted_at": pgettext_lazy("copy", "Written down"), "ended_at": pgettext_lazy("copy", "Until"),
    "undone_at": pgettext_lazy("copy", "Taken back"), "until": pgettext_lazy("copy", "Until"),
    "text": pgettext_lazy("copy", "Text"), "field": pgettext_lazy("copy", "What"), "key": pgettext_lazy("copy", "What"),
    "how": pgettext_lazy("copy", "How it is known"), "origin": pgettext_lazy("copy", "Where from"),
    "purpose": pgettext_lazy("copy", "Purpose"), "answer": pgettext_lazy("copy", "Answer"),
    "way": pgettext_lazy("copy", "How it was said"), "everywhere": pgettext_lazy("copy", "For every contact"),
    "proof": pgettext_lazy("copy", "What shows it"), "version": pgettext_lazy("copy", "Version of the words"),
    "wording": pgettext_lazy("copy", "Words"), "role": pgettext_lazy("copy", "Role"),
    "number": pgettext_lazy("copy", "Number"), "subject": pgettext_lazy("copy", "Subject"),
    "size": pgettext_lazy("copy", "Size"), "path": pgettext_lazy("copy", "In this archive"),
    "sort": pgettext_lazy("copy", "Kind"), "total": pgettext_lazy("copy", "Sum"),
    "refunded": pgettext_lazy("copy", "Paid back"), "currency": pgettext_lazy("copy", "Currency"),
    "scale": pgettext_lazy("copy", "Scale"), "score": pgettext_lazy("copy", "Score"),
    "factors": pgettext_lazy("copy", "Reasons"), "comment": pgettext_lazy("copy", "Comment"),
    "done": pgettext_lazy("copy", "What was done"), "entered": pgettext_lazy("copy", "Entered"),
    "data": pgettext_lazy("copy", "Facts"), "why": pgettext_lazy("copy", "Why"), "rule": pgettext_lazy("copy", "Rule"),
    "language": pgettext_lazy("copy", "Language"), "orders": pgettext_lazy("copy", "Orders"),
    "spent": pgettext_lazy("copy", "Spent"), "called": pgettext_lazy("copy", "Kind"),
}  # fmt: skip
APART = ("messages",)  # drawn as a thread


def page(workspace: Workspace, customer: Customer, head: Mapping[str, Any], sections: Mapping[str, Any]) -> str:
    """The document, in the language at work."""
    tables = [_table(str(title), sections[name]) for name, title in TITLES.items() if _rows(name, sections)]
    threads: dict[int, list[dict[str, Any]]] = {}
    for row in sections.get("messages", []):
        threads.setdefault(row["conversation"], []).append({**row, "said": words.when(row["at"], "full")})
    return render_to_string("rights/copy.html", {
        "language": get_language(), "company": workspace.name, "name": customer.name, "tables": tables,
        "threads": threads, "made": words.when(head["made_at"], "full"), "number": head["request"],
    })  # fmt: skip


def _rows(name: str, sections: Mapping[str, Any]) -> bool:
    return name not in APART and bool(sections.get(name))


def _table(title: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The columns that say something to people: no ids, and none that is empty in every row."""
    shown = [
        name for name in rows[0] if name in COLUMNS and any(row.get(name) not in (None, "", [], {}) for row in rows)
    ]
    shown = [name for name in shown if name != "kind" or "called" not in rows[0]]
    return {
        "title": title,
        "head": [str(COLUMNS[name]) for name in shown],
        "rows": [[_said(row.get(name)) for name in shown] for row in rows],
    }


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return words.when(value, "full")
    if isinstance(value, date):
        return words.date_of(value)
    if isinstance(value, Mapping):
        if set(value) == {"amount", "currency"}:
            return f"{value['amount']} {value['currency']}"
        if set(value) <= {"ru", "en"}:
            return str(value.get(get_language()) or next(iter(value.values()), ""))
        return "; ".join(f"{plain(str(name))}: {_said(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_said(one) for one in value)
    return str(value)


