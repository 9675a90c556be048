"""What a member asks for, and one chunk of it after another by the worker."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nitka.accounts.actions.audit import record
from nitka.customers.actions import (
    Was,
    dismiss,
    give_back,
    part,
    take_off_again,
    unfound,
    unmake,
    unsay_consents,
)
from nitka.customers.models import AttributeKind
from nitka.imports import columns, people, queries, targets
from nitka.imports.actions import chunks, company_steps, order_chunks
from nitka.imports.counting import Tally
from nitka.imports.models import UNNAMED, Import, Kind, Known, Outcome, State, Trace
from nitka.imports.people import Said
from nitka.imports.preparing import Plan, Row, Wrong, prepare
from nitka.imports.seen import Seen
from nitka.kit import clock
from nitka.moments.queries import lived

_trials: dict[UUID, Seen] = {}


class NotNow(ValueError):
    """The import is not where this could be done."""


class WrongColumns(ValueError):
    """No file can be loaded so: why, in words."""


def settle(
    *, of: Import, mapping: Sequence[str], keeps: bool, source: str, strict: bool = False,
    currency: str | None = None,
) -> None:
    """Say what the columns are. `currency`: of sums that bear none; None: as it was guessed.

    Raises WrongColumns, NotNow.
    """
    if len(mapping) != len(of.columns) or not all(columns.is_one(of.kind, target) for target in mapping):
        raise WrongColumns
    if wrong := columns.wrong(of.kind, mapping, of.total) or _unknown(mapping):
        raise WrongColumns(wrong)
    _turn(of, (State.MAPPING, State.TRIED, State.TRYING), State.MAPPING, mapping=list(mapping), keeps=keeps,
          strict=strict, source=source.strip()[:40] or UNNAMED,
          currency=of.currency if currency is None else currency)  # fmt: skip


def _unknown(mapping: Sequence[str]) -> str:
    """A purpose that is not asked for any more, or never was."""
    wanted = {answer[0] for target in mapping if (answer := targets.consent(target))}
    gone = sorted(wanted - queries.purposes().keys()) if wanted else []
    return _("Nobody is asked for “%(purpose)s” any more.") % {"purpose": gone[0]} if gone else ""


def try_it(*, of: Import) -> None:
    """See what would become of every row, writing nothing. Raises NotNow."""
    Trace.objects.filter(of_id=of.pk).delete()
    _turn(of, (State.MAPPING, State.TRIED), State.TRYING, row=0, place=0, counts={}, sample=None)


def run(*, of: Import) -> None:
    """Load it. Raises NotNow."""
    Trace.objects.filter(of_id=of.pk).delete()
    now = clock.now()
    _turn(of, (State.TRIED,), State.RUNNING, row=0, place=0, counts={}, sample=None, ran_at=now, ended_at=None)
    record("import.run", kind="import", object_id=of.pk, detail={"n": str(of.total)})


def hold(*, of: Import) -> None:
    """Stop for now; what is loaded stays. Raises NotNow."""
    _turn(of, (State.RUNNING,), State.HELD)


def go_on(*, of: Import) -> None:
    """On from where it was stopped. Raises NotNow."""
    _turn(of, (State.HELD,), State.RUNNING)


def take_back(*, of: Import) -> None:
    """Take the whole of it back, what was changed since excepted. Raises NotNow."""
    _turn(of, (State.RUNNING, State.HELD, State.DONE), State.RETURNING, ended_at=None)
    record("import.returned", kind="import", object_id=of.pk)


def chunk(of: Import) -> None:
    """One chunk of an import that this transaction holds."""
    if of.kind == Kind.COMPANIES:
        company_steps.chunk(of)
        return
    if of.kind == Kind.ORDERS:
        order_chunks.chunk(of)
        return
    if of.state == State.RETURNING:
        _back(of)
        return
    taken = chunks.taken(of)
    if of.state == State.TRYING:
        _try(of, taken)
    else:
        _run(of, taken)
    if len(taken) < chunks.CHUNK and of.row == of.total:
        trying = of.state == State.TRYING
        of.state, of.ended_at = (State.TRIED, None) if trying else (State.DONE, clock.now())
    of.save()


def _turn(of: Import, states: Sequence[State], state: State, **more: Any) -> None:
    now = clock.now()
    if not Import.objects.filter(pk=of.pk, state__in=states).update(state=state, next_at=now, **more):
        raise NotNow
    of.refresh_from_db()


def _prepared(of: Import, taken: Sequence[tuple[int, Any]]) -> tuple[list[Row], list[tuple[int, Wrong]]]:
    sorts = dict(AttributeKind.objects.values_list("key", "sort"))
    plan = Plan(of.mapping, sorts, clock.now().date(), of.pk, of.strict)
    rows, wrong = [], []
    for number, cells in taken:
        try:
            rows.append(prepare(number, cells, plan))
        except Wrong as problem:
            wrong.append((number, problem))
    return rows, wrong


def _try(of: Import, taken: Sequence[tuple[int, Any]]) -> None:
    """The chunk is written and rolled back: what a trial says is what loading does."""
    seen = _seen(of, taken)
    if seen is None:
        return
    rows, wrong = _prepared(of, taken)
    point = transaction.savepoint()
    said: list[Said] = []
    now = clock.now()
    chunks.halve(lambda some: people.load(of, some, now), rows, said, wrong)
    names = people.names_of({one.customer_id for one in said})
    transaction.savepoint_rollback(point)
    for one in said:
        keys = [*(claim.key for claim in one.row.claims), one.row.external or one.row.number]
        if one.outcome == Outcome.NEW and seen.add(keys):
            one.outcome = Outcome.CHANGED
    tally = Tally(of)
    tally.add(said, wrong)
    of.sample = [*(of.sample or []), *tally.examples(said, names)][:chunks.SHOWN]
    chunks.fail(of, wrong)


def _seen(of: Import, taken: Sequence[tuple[int, Any]]) -> Seen | None:
    """Whom this trial came across in earlier chunks; None: that is not known any more, it begins anew."""
    first = not taken or taken[0][0] == 1
    if first:
        contacts = sum(target in targets.IDENTITIES or target == targets.EXTERNAL for target in of.mapping)
        _trials.clear()
        _trials[of.pk] = Seen(of.total * contacts)
    if of.pk not in _trials:  # another process, or another trial between
        Trace.objects.filter(of_id=of.pk).delete()
        of.row, of.place, of.counts, of.sample = 0, 0, {}, None
    return _trials.get(of.pk)


def _run(of: Import, taken: Sequence[tuple[int, Any]]) -> None:
    rows, wrong = _prepared(of, taken)
    said: list[Said] = []
    at = of.ran_at or of.at
    chunks.halve(lambda some: people.load(of, some, at), rows, said, wrong)
    people.traces(of, said)
    chunks.fail(of, wrong)
    Tally(of).add(said, wrong)


def _back(of: Import) -> None:
    """The last rows first: merges, then attributes, then whom it made."""
    made = list(Trace.objects.filter(of_id=of.pk).exclude(outcome=Outcome.FAILED).order_by("-number")[:chunks.CHUNK])
    part([key for row in made for key in row.merges], member_id=of.member_id)
    came = give_back([
        Was(row.customer_id, key, of.ran_at, before)  # type: ignore[arg-type]
        for row in made for key, before in (row.before or {}).items()
    ])  # fmt: skip
    identities = [key for row in made for key in row.identities]
    works = targets.COMPANY in of.mapping or targets.DOMAIN in of.mapping
    if works and of.ran_at:
        dismiss(identities=identities, at=of.ran_at)
    if any(targets.consent(target) for target in of.mapping):
        unsay_consents(identities=identities, source_id=of.pk)
    if targets.LABELS in of.mapping:
        take_off_again(by=of.pk)
    used, since = lived(identities), of.ran_at or of.at
    gone = unmake(identities=identities, source_id=of.pk, used=used, since=since) if identities else set()
    kept = sum(row.outcome == Outcome.NEW and row.customer_id not in gone for row in made)
    Tally(of).took_back(gone=len(gone), kept=kept, attributes=came)
    Trace.objects.filter(pk__in=[row.pk for row in made]).delete()
    if len(made) < chunks.CHUNK:
        Known.objects.filter(of_id=of.pk).delete()
        if works and of.ran_at:
            unfound(at=of.ran_at, member_id=of.member_id)
        of.state, of.ended_at = State.RETURNED, clock.now()
    of.save()
