"""A move as a member sees it: four steps on one thread."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.moving import words
from nitka.moving.contract import Program
from nitka.moving.models import Moving, State, Trouble
from nitka.moving.programs import PROGRAMS
from nitka.moving.staying import would_stay

PAST = 50
TROUBLES = 50
STEPS = ("door", "choose", "run", "done")
_AT = {
    State.CHECKING: "door", State.CHOOSING: "choose", State.RUNNING: "run", State.HELD: "run", State.DONE: "done",
    State.RETURNING: "done", State.RETURNED: "done",
}  # fmt: skip


def programs() -> list[tuple[Program, list[str]]]:
    """Those that one can move in from, and what comes."""
    return [(one, [words.part(part) for part in one.parts]) for one in PROGRAMS.values()]


def past(rows: "QuerySet[Moving]") -> list[dict[str, Any]]:
    """Who moved in, the newest first."""
    found = list(rows.order_by("-at")[:PAST])
    people = Member.objects.select_related("user").filter(pk__in={row.member_id for row in found})
    by = {row.pk: row.user.name for row in people}
    return [{"of": row, "by": by.get(row.member_id, ""), "said": stands(row)} for row in found]


def stands(of: Moving) -> str:
    """Where it is, in a word or two."""
    return str({
        State.CHECKING: _("keys are being tried"), State.CHOOSING: _("waits for your choice"),
        State.RUNNING: _("being brought"), State.HELD: pgettext("moving", "stopped"), State.REFUSED: _("does not open"),
        State.DONE: _("is here"), State.RETURNING: _("being taken back"),
        State.RETURNED: pgettext("moving", "taken back"),
    }[State(of.state)])  # fmt: skip


def fields(program: Program, given: Mapping[str, str], wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The keys that a program asks for, as a form; secrets are never shown again."""
    said = {"empty": _("Fill this in."), "wrong": _("This is none."), "other": _("This is another company’s door.")}
    return [
        {"code": field.code, "label": field.label, "help": field.help, "secret": field.secret,
         "example": field.example, "value": "" if field.secret else given.get(field.code, ""),
         "problem": said.get(wrong.get(field.code, ""), "")}
        for field in program.fields
    ]  # fmt: skip


def context(
    of: Moving, *, wrong: Mapping[str, str] | None = None, given: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """All that the page shows of it."""
    program = PROGRAMS[of.program]
    at = _AT.get(State(of.state)) or ("run" if of.ran_at else "door")
    place = STEPS.index(at)
    shown: dict[str, Any] = {
        "of": of, "program": program, "at": at, "refused": of.state == State.REFUSED,
        "classes": {step: "past" if n < place else "now" if n == place else "later" for n, step in enumerate(STEPS)},
        "why": words.why(of.reason, program.name) if of.reason else "",
        "wrong": wrong or {},
    }  # fmt: skip
    if of.state == State.REFUSED:
        shown["fields"] = fields(program, {**of.given, **(given or {})}, wrong or {})
    if at == "choose":
        shown["parts"] = [(part, words.part(part), of.found.get(part)) for part in program.parts]
    if of.state in (State.HELD, State.DONE) and of.ran_at:
        shown["staying"] = would_stay(of)
    if of.state in (State.RETURNING, State.RETURNED):
        shown |= _returned(of)
    if at in ("run", "done"):
        shown |= _progress(of)
        rows = Trouble.objects.filter(of_id=of.pk).order_by("id")
        shown["troubles"] = [
            (words.part(row.part), row.external, words.why_not(row.reason)) for row in rows[:TROUBLES]
        ]  # fmt: skip
    return shown


def _returned(of: Moving) -> dict[str, Any]:
    """What is gone, and what stays as it has been worked on since."""
    lines = [
        (words.part(part), gone, stay) for part in ("customers", "companies", "conversations", "deals")
        if (gone := of.counts.get(f"{part}_gone", 0)) + (stay := of.counts.get(f"{part}_stay", 0))
    ]  # fmt: skip
    return {"back": lines}


def _progress(of: Moving) -> dict[str, Any]:
    """What has come of each part, of how many; a program's word on that is only near the truth."""
    lines = []
    for part in of.wanted:
        new, old = of.counts.get(part, 0), of.counts.get(f"{part}_known", 0)
        total = max(of.found.get(part) or 0, new + old)
        behind = of.part in of.wanted and of.wanted.index(part) < of.wanted.index(of.part)
        over = of.state not in (State.RUNNING, State.HELD, State.REFUSED) or behind
        lines.append({
            "part": part, "label": words.part(part), "new": new, "old": old, "total": total, "over": over,
            "now": part == of.part and of.state != State.DONE, "sure": bool(of.found.get(part)) and of.since is None,
        })  # fmt: skip
    sums = {word: of.counts.get(word, 0) for word in ("messages", "files", "files_lost", "failed")}
    return {"lines": lines, "sums": sums}
