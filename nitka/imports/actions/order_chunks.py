"""One chunk after another of a file of orders: tried, loaded, taken back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from nitka.accounts.models import Workspace
from nitka.imports import files, order_columns, orders, people
from nitka.imports.actions import chunks
from nitka.imports.counting import Tally
from nitka.imports.models import Import, Known, KnownOrder, Outcome, State, Trace
from nitka.imports.order_rows import OrderPlan, OrderRow, grouped, number_of, plan, read
from nitka.imports.orders import Became
from nitka.imports.preparing import Plan, Wrong
from nitka.imports.seen import Seen
from nitka.kit import clock
from nitka.kit.db.bulk import update
from nitka.moments.actions import unmake

LONG = 1000  # rows of one order that are read together; what is more is told as a change of it
AHEAD = 1  # days: clocks differ
_trials: dict[UUID, Seen] = {}
Groups = list[list[tuple[int, Any]]]


def chunk(of: Import) -> None:
    """One chunk of an import that this transaction holds."""
    if of.state == State.RETURNING:
        _back(of)
    elif of.state == State.TRYING:
        _try(of)
    else:
        _run(of)
    of.save()


def _taken(of: Import) -> Groups:
    """The next rows, an order whole."""
    place, found, last = of.mapping.index(order_columns.ORDER), list[tuple[int, Any]](), ""
    for cells, behind in files.lines(of.pk, of.place):
        number = number_of(cells, place)
        if len(found) >= chunks.CHUNK and (not number or number != last or len(found) >= chunks.CHUNK + LONG):
            break
        of.row, of.place, last = of.row + 1, behind, number
        found.append((of.row, cells))
    return list(grouped(found, place))


def _plan(of: Import) -> OrderPlan:
    now = clock.now()
    zone = ZoneInfo(Workspace.objects.values_list("timezone", flat=True).get(pk=of.workspace_id))
    who = Plan(of.mapping, {}, now.date(), of.pk, of.strict)
    return plan(of.mapping, who, zone, of.currency, now + timedelta(days=AHEAD))


def _prepared(of: Import, groups: Groups) -> tuple[list[OrderRow], list[tuple[int, Wrong]]]:
    """Orders, and those that cannot be read by the number of their first row."""
    rows, wrong, how = [], [], _plan(of)
    for group in groups:
        try:
            rows.append(read(group, how))
        except Wrong as problem:
            wrong.append((group[0][0], problem))
    return rows, wrong


def _parted(said: Sequence[Became], wrong: list[tuple[int, Wrong]]) -> list[Became]:
    """Those that were loaded; the others go to the wrong ones."""
    wrong += [(one.row.number, Wrong(one.reason, one.place)) for one in said if one.outcome == Outcome.FAILED]
    return [one for one in said if one.outcome != Outcome.FAILED]


def _fail(of: Import, groups: Groups, wrong: Sequence[tuple[int, Wrong]]) -> None:
    """All rows of an order come back when one of them is wrong: corrected they are loaded as one."""
    of_first = {group[0][0]: [number for number, _cells in group] for group in groups}
    chunks.fail(of, [(number, problem) for first, problem in wrong for number in of_first[first]])


def _try(of: Import) -> None:
    """The chunk is written and rolled back: what a trial says is what loading does."""
    if of.row == 0:
        _trials.clear()
        contacts = sum(target in order_columns.PEOPLE for target in of.mapping)
        _trials[of.pk] = Seen(of.total * (contacts + 1))
    seen = _trials.get(of.pk)
    if seen is None:  # another process, or another trial between: it begins anew
        Trace.objects.filter(of_id=of.pk).delete()
        of.row, of.place, of.counts, of.sample = 0, 0, {}, None
        return
    groups = _taken(of)
    rows, wrong = _prepared(of, groups)
    point = transaction.savepoint()
    said, now = list[Became](), clock.now()
    chunks.halve(lambda some: orders.load(of, some, now), rows, said, wrong)
    for one in said:
        if one.outcome == Outcome.FAILED and seen.has(("order", one.row.order)):  # earlier chunks told whose it is
            one.outcome = Outcome.CHANGED
    said = _parted(said, wrong)
    names = people.names_of({one.customer_id for one in said if one.customer_id})
    transaction.savepoint_rollback(point)
    for one in said:
        _met(one, seen)
    _count(of, said, wrong)
    there = people.names_of(names).keys()  # who is new has no page yet
    of.sample = [*(of.sample or []), *_examples(said, names, there)][: chunks.SHOWN]
    _fail(of, groups, wrong)
    if of.row >= of.total:
        of.state = State.TRIED


def _met(one: Became, seen: Seen) -> None:
    """Whom and what earlier chunks would have made, this one would not make again."""
    who = one.said
    if who is not None:
        keys = [*(claim.key for claim in who.row.claims), ("customer", who.row.external or who.row.number)]
        if seen.add(keys) and who.outcome == Outcome.NEW:
            who.outcome = Outcome.SAME
    if seen.add([("order", one.row.order)]) and one.outcome == Outcome.NEW:
        one.outcome = Outcome.CHANGED


def _count(of: Import, said: Sequence[Became], wrong: Sequence[tuple[int, Wrong]]) -> None:
    tally = Tally(of)
    tally.add(said, wrong)
    who = [one.said.outcome for one in said if one.said]
    tally.met(people=who.count(Outcome.NEW), merged=who.count(Outcome.MERGED), asked=who.count(Outcome.ASKED))


def _examples(said: Sequence[Became], names: dict[UUID, str], there: Collection[UUID]) -> list[dict[str, Any]]:
    """Some orders as a person reads them: those that change or make one customer of several first."""
    def worth(one: Became) -> int:
        joins = one.said is not None and one.said.outcome in (Outcome.MERGED, Outcome.ASKED)
        return 0 if joins else 1 if one.lines else 2

    found = []
    for one in sorted((one for one in said if one.outcome != Outcome.SAME or worth(one) == 0), key=worth)[:6]:
        who = one.said.outcome if one.said and worth(one) == 0 else ""
        row = one.row
        lines = one.lines or [{"key": "order", "total": row.total, "items": [item["name"] for item in row.items[:3]]}]
        contact = row.who.claims[0].value if row.who and row.who.claims else ""
        key = one.customer_id
        found.append({
            "customer": str(key) if key in there else "", "name": (names.get(key) if key else "") or contact,
            "by": one.by, "outcome": who or one.outcome, "order": row.order, "lines": lines[:3],
        })  # fmt: skip
    return found


def _run(of: Import) -> None:
    groups = _taken(of)
    rows, wrong = _prepared(of, groups)
    said, at = list[Became](), of.ran_at or of.at
    chunks.halve(lambda some: orders.load(of, some, at), rows, said, wrong)
    said = _parted(said, wrong)
    orders.traces(of, said)
    _fail(of, groups, wrong)
    _count(of, said, wrong)
    if of.row >= of.total:
        of.state, of.ended_at = State.DONE, clock.now()


def _back(of: Import) -> None:
    """The last rows first: moments, what the source had said before, then whom only the file knew."""
    rows = list(Trace.objects.filter(of_id=of.pk).exclude(outcome=Outcome.FAILED).order_by("-number")[: chunks.CHUNK])
    told = [row for row in rows if row.moments and row.before]  # else they were erased since
    ours = orders.whose(of, {_known(row) for row in told})
    going = [row for row in told if _known(row) in ours]
    unmake([UUID(key) for row in going for key in row.moments], told_by=of.pk)
    _said_before(going)
    gone = people.unmade(of, rows)
    made = [row for row in told if row.outcome == Outcome.NEW]
    stay = sum(_known(row) not in ours for row in made)
    tally = Tally(of)
    tally.took_back(gone=len(made) - stay, kept=stay, attributes=sum(row.outcome == Outcome.CHANGED for row in going))
    tally.met(people_gone=len(gone))
    Trace.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if len(rows) < chunks.CHUNK:
        KnownOrder.objects.filter(of_id=of.pk, by_id=of.pk).delete()
        KnownOrder.objects.filter(of_id=of.pk, by_id=None).delete()
        Known.objects.filter(of_id=of.pk).delete()
        of.state, of.ended_at = State.RETURNED, clock.now()


def _known(row: Trace) -> UUID:
    return UUID(row.before["order"]["known"])


def _said_before(rows: Iterable[Trace]) -> None:
    """The last rows come first: of several of one order the first row's word stands."""
    was = {_known(row): row.before["order"] for row in rows}
    back = KnownOrder.objects.in_bulk(list(was))
    for key, one in back.items():
        before = was[key]
        one.said, one.moment_id = before["said"], before["moment"] or None
        one.by_id = before["by"] or one.of_id
    update(KnownOrder, back.values(), ["said", "moment_id", "by_id"])
