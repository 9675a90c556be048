"""One chunk after another of a file of companies: tried, loaded, whose parts they are found, taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.actions import call_again, part_domains, put_under, unmake_companies
from nitka.customers.models import Company
from nitka.imports import companies
from nitka.imports.actions import chunks
from nitka.imports.companies import Became
from nitka.imports.company_columns import CompanyRow, prepare
from nitka.imports.company_trial import Trial
from nitka.imports.counting import Tally
from nitka.imports.models import Import, KnownCompany, Outcome, State, Trace
from nitka.imports.preparing import Wrong
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import update

_trials: dict[UUID, Trial] = {}
_UNPARENT = "update imports_trace set before = before - 'parent' where workspace_id = %s and of_id = %s"


def chunk(of: Import) -> None:
    """One chunk of an import that this transaction holds. Whose parts companies are is found once all are there."""
    if of.state == State.RETURNING:
        _back(of)
    elif of.state == State.TRYING:
        _try(of)
    else:
        _run(of)
    of.save()


def _prepared(of: Import, taken: Sequence[tuple[int, Any]]) -> tuple[list[CompanyRow], list[tuple[int, Wrong]]]:
    rows, wrong = [], []
    for number, cells in taken:
        try:
            rows.append(prepare(number, cells, of.mapping, of.strict))
        except Wrong as problem:
            wrong.append((number, problem))
    return rows, wrong


def _parted(said: Sequence[Became], wrong: list[tuple[int, Wrong]]) -> list[Became]:
    """Those that were loaded; the others go to the wrong ones."""
    wrong += [(one.row.number, Wrong(one.reason)) for one in said if one.outcome == Outcome.FAILED]
    return [one for one in said if one.outcome != Outcome.FAILED]


def _try(of: Import) -> None:
    """The chunk is written and rolled back: what a trial says is what loading does."""
    if of.row == 0:
        _trials.clear()
        _trials[of.pk] = Trial()
    trial = _trials.get(of.pk)
    if trial is None:  # another process, or another trial between: it begins anew
        Trace.objects.filter(of_id=of.pk).delete()
        of.row, of.place, of.counts, of.sample = 0, 0, {}, None
        return
    taken = chunks.taken(of)
    if not taken:
        _lost(of, trial)
        of.state = State.TRIED
        return
    rows, wrong = _prepared(of, taken)
    point = transaction.savepoint()
    now, said = clock.now(), list[Became]()
    chunks.halve(lambda some: companies.load(of, some, now, trial.made), rows, said, wrong)
    said = _parted(said, wrong)
    lines = _tried_parents(of, said, trial)
    transaction.savepoint_rollback(point)
    for one in said:
        if one.outcome == Outcome.NEW and trial.knows(one.row):
            one.outcome = Outcome.CHANGED if one.waits or trial.adds(one.row) else Outcome.SAME
        trial.made += one.outcome == Outcome.NEW
    for one in said:
        trial.remember(one)
    Tally(of).add(said, wrong)
    of.sample = [*(of.sample or []), *_examples(said, lines)][:chunks.SHOWN]
    chunks.fail(of, wrong)


def _tried_parents(of: Import, said: Sequence[Became], trial: Trial) -> dict[int, dict[str, Any]]:
    """Row → whose part it becomes. Who is not there yet may come further down."""
    about = {one.company_id: one for one in said if one.waits and one.company_id}
    changed, wrong, stays = companies.parents(of, {key: one.row.parent for key, one in about.items()})
    for key, one in about.items():
        if wrong.get(key) == "no_parent":
            trial.waiting.append((one.row, not one.row.left))
        elif key in wrong:
            one.row.left.append((one.row.parent_place, wrong[key]))
        elif key in changed and one.outcome == Outcome.SAME:
            one.outcome = Outcome.CHANGED
    named = dict(Company.objects.filter(pk__in={key for key in changed.values() if key}).values_list("pk", "name"))
    lines: dict[int, dict[str, Any]] = {}
    for key, one in about.items():
        if key in stays:
            lines[one.row.number] = {"key": "parent", "stays": True, "now": one.row.parent}
        elif key in changed:
            old = changed[key]
            lines[one.row.number] = {"key": "parent", "was": named.get(old) if old else None, "now": one.row.parent}
    return lines


def _lost(of: Import, trial: Trial) -> None:
    """Rows that are part of something that is neither there nor in the file."""
    tally = Tally(of)
    for row, whole in trial.waiting:
        if not trial.names_one(row.parent):
            tally.left(row.number, row.parent_place, "no_parent", first=whole)


def _examples(said: Sequence[Became], parents: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Some companies that change, as a person reads them."""
    found = []
    for one in said:
        lines: list[dict[str, Any]] = []
        if "name" in one.before:
            lines.append({"key": "name", "was": one.before["name"][0], "now": one.before["name"][1]})
        if one.named:
            lines.append({"key": "name", "stays": True, "now": one.row.name})
        if "domains" in one.before:
            lines.append({"key": "domains", "now": ", ".join(one.before["domains"][:5])})
        if one.row.number in parents:
            lines.append(parents[one.row.number])
        if lines and one.outcome != Outcome.NEW:
            found.append({"customer": str(one.company_id), "name": one.name, "by": one.by, "outcome": one.outcome,
                          "lines": lines[:3]})  # fmt: skip
    return found[:8]


def _run(of: Import) -> None:
    taken = chunks.taken(of)
    if not taken:
        if not _under(of):
            of.state, of.ended_at = State.DONE, clock.now()
        return
    rows, wrong = _prepared(of, taken)
    at, said = of.ran_at or of.at, list[Became]()
    chunks.halve(lambda some: companies.load(of, some, at), rows, said, wrong)
    said = _parted(said, wrong)
    companies.traces(of, said)
    chunks.fail(of, wrong)
    Tally(of).add(said, wrong)


def _under(of: Import) -> bool:
    """Find whose parts some companies are, now that every row is there; whether there were any."""
    rows = list(Trace.objects.filter(of_id=of.pk, parent__isnull=False).order_by("number")[:chunks.CHUNK])
    last = {row.company_id: row for row in rows if row.company_id}
    wanted = {key: str(row.parent).partition(":")[2] for key, row in last.items()}
    changed, wrong, _stays = companies.parents(of, wanted)
    now = dict(Company.objects.filter(pk__in=changed).values_list("pk", "parent_id"))
    tally, idle = Tally(of), []
    for row in rows:
        key, place = row.company_id, int(str(row.parent).partition(":")[0])
        row.parent = None
        if key in wrong:
            row.left = [*(row.left or []), (place, wrong[key])]
            tally.left(row.number, place, wrong[key], first=len(row.left) == 1)
        elif key in changed and last[key] is row:
            row.before = (row.before or {}) | {"parent": [_text(changed[key]), _text(now[key])]}
            if row.outcome == Outcome.SAME:
                row.outcome = Outcome.CHANGED
                tally.moved(Outcome.SAME, Outcome.CHANGED)
        if row.outcome == Outcome.SAME and not row.left:
            idle.append(row.pk)
    update(Trace, rows, ["parent", "left", "before", "outcome"])
    Trace.objects.filter(pk__in=idle).delete()
    return bool(rows)


def _text(key: UUID | None) -> str | None:
    return str(key) if key else None


def _back(of: Import) -> None:
    """Whose parts they were, all at once; then the last rows first: names and domains, then those it made."""
    if Trace.objects.filter(of_id=of.pk, before__has_key="parent").exists():
        _unparent(of)
        return
    rows = list(Trace.objects.filter(of_id=of.pk).exclude(outcome=Outcome.FAILED).order_by("-number")[:chunks.CHUNK])
    at = of.ran_at or of.at
    came = _named_again(of, rows)
    part_domains([
        (row.company_id, domain) for row in rows if row.company_id and row.outcome != Outcome.NEW
        for domain in (row.before or {}).get("domains", ())
    ], at=at)  # fmt: skip
    made = {row.company_id: str((row.before or {}).get("made", "")) for row in rows
            if row.company_id and row.outcome == Outcome.NEW}  # fmt: skip
    known = KnownCompany.objects.filter(company_id__in=made).exclude(of_id=of.pk)
    others = set(known.values_list("company_id", flat=True))
    gone = unmake_companies(
        {key: name for key, name in made.items() if key not in others}, at=at, member_id=of.member_id
    )
    Tally(of).took_back(gone=len(gone), kept=len(made) - len(gone), attributes=came)
    Trace.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if len(rows) < chunks.CHUNK:
        KnownCompany.objects.filter(of_id=of.pk).delete()
        of.state, of.ended_at = State.RETURNED, clock.now()


def _unparent(of: Import) -> None:
    """Each is part of what it was part of, unless somebody put it elsewhere since. A file of companies has an end."""
    rows = Trace.objects.filter(of_id=of.pk, before__has_key="parent").order_by("-number")
    moved = [(row.company_id, row.before["parent"]) for row in rows.only("company_id", "before")]
    now = dict(Company.objects.filter(pk__in={key for key, _ in moved}).values_list("pk", "parent_id"))
    moves: dict[UUID, UUID | None] = {}
    for key, (was, became) in moved:
        if key and key in now and _text(moves.get(key, now[key])) == became:
            moves[key] = UUID(was) if was else None
    wrong = put_under(moves)
    back = {key: parent for key, parent in moves.items() if key not in wrong}
    told = list(KnownCompany.objects.filter(source=of.source, company_id__in=back))
    for one in told:
        one.under = back[one.company_id]
    update(KnownCompany, told, ["under"])
    Tally(of).took_back(gone=0, kept=0, attributes=len(back))
    with connection.cursor() as cursor:
        cursor.execute(_UNPARENT, [require_workspace(), of.pk])


def _named_again(of: Import, rows: Sequence[Trace]) -> int:
    """Names that the file gave go, unless somebody chose another since."""
    names: dict[UUID, tuple[str, str]] = {}
    said: dict[UUID, str] = {}
    for row in rows:
        if row.company_id and "name" in (row.before or {}):
            was, became = row.before["name"]
            held = names.get(row.company_id)
            if held is None or held[1] == became:
                names[row.company_id] = (held[0] if held else became, was)
                said[row.company_id] = row.before["said"]
    back = call_again(names)
    told = list(KnownCompany.objects.filter(source=of.source, company_id__in=back))
    for one in told:
        one.said = said[one.company_id]
    update(KnownCompany, told, ["said"])
    return len(back)
