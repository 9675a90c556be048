"""How many fit, and a few of them, while a definition is being written: exact, or an honest “about”."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext as _

from nitka.customers.models import Company
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.shares import wilson
from nitka.segments.definition.tree import Group, WrongDefinition
from nitka.segments.judging.compile import COMPANIES, JUDGED, Compiled, compiled, with_
from nitka.segments.judging.near import SHOWN, Near, Nearly, nearly
from nitka.segments.judging.query import Query, whole
from nitka.segments.judging.recalling import recall

EXACT_MOST = 50_000  # customers; above it a sample is judged
SAMPLE = 2_000
LONGEST = 2_000  # milliseconds
PEOPLE = 6
_KNOWN_FOR = 600.0  # seconds for which a count of many customers is good enough to choose a sample by
_known: dict[UUID, tuple[float, int]] = {}


@dataclass(frozen=True, slots=True)
class Preview:
    """`count` of `total` fit, people or companies; where it is a guess, from `low` to `high`. `left`: what remains
    after each part. `almost` so many almost fit, of those `looked` at; `near`: a few of them, the nearest first.
    """

    count: int
    total: int
    exact: bool
    low: int
    high: int
    people: list[UUID] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    entering: int = 0
    leaving: int = 0
    near: list[Near] = field(default_factory=list)
    almost: int = 0
    looked: int = 0


def preview(tree: Group, *, segment_id: UUID | None = None, seed: int = 0) -> Preview:
    """Who would be in a segment so defined; raises WrongDefinition where that takes too long to say.

    `segment_id`: whom it has now, to say who would enter and leave.
    """
    companies = tree.of == "companies"
    total = Company.objects.filter(archived_at=None).count() if companies else _customers()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            recall(tree)
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(LONGEST)])
            if companies or total <= EXACT_MOST:
                return _exact(tree, segment_id, seed, total)
            return _guessed(tree, seed, total)
    except OperationalError as problem:
        if "statement timeout" not in str(problem):
            raise
        raise WrongDefinition(
            {"definition": _("Counting this takes too long: fewer conditions or shorter times are wanted")}
        ) from None


def _exact(tree: Group, segment_id: UUID | None, seed: int, total: int) -> Preview:
    companies = tree.of == "companies"
    query = Query(require_workspace(), clock.now(), companies=companies)
    made = compiled(tree, query)
    near = nearly(tree, made.values, query)
    who, kept, key = (
        (COMPANIES, "segments_company", "company_id") if companies else (JUDGED, "segments_membership", "customer_id")
    )
    judged = (
        f"judged as materialized (select w.id, s.{key} is not null as present{_parts(made)}"
        f" from {who} w{made.joins} left join {kept} s"
        f" on s.workspace_id = %(workspace)s and s.segment_id = {query.put(segment_id)}::uuid and s.{key} = w.id)"
    )
    steps = _steps(tree.how, [f"p{n}" for n in range(len(made.parts))])
    ok = steps[-1]
    counts = "".join(f", count(*) filter (where {step})" for step in steps)
    statement = (
        f"{with_(made, judged)}select count(*) filter (where {ok}), count(*) filter (where {ok} and not present),"
        f" count(*) filter (where present and not {ok}), array(select id from judged where {ok}"
        f" order by hashtextextended(id::text, {query.put(seed)}) limit {PEOPLE}),"
        f" count(*) filter (where {near.near} and not {ok}), {_nearest(near, ok, query, seed)}{counts} from judged"
    )
    count, entering, leaving, people, almost, found, *left = _row(statement, query)
    return Preview(count, total, True, count, count, people, left, entering, leaving, _near(found), almost, total)


def _parts(made: Compiled) -> str:
    """What each part of the outermost group says, and the figures that they bound: each reckoned once."""
    parts = [f", {part} as p{n}" for n, part in enumerate(made.parts)]
    return "".join(parts + [f", {value} as f{n}" for n, value in enumerate(made.values) if value])


def _steps(how: str, parts: Sequence[str]) -> list[str]:
    """What remains after each part of the outermost group; at the end, who fits."""
    joined = " and " if how == "all" else " or "
    said = [f"({joined.join(parts[: n + 1])})" for n in range(len(parts))]
    return [f"(not {one})" for one in said] if how == "none" else said


def _nearest(near: Nearly, ok: str, query: Query, seed: int) -> str:
    """A few who almost fit, as JSON: whose figure is nearest first."""
    return (
        "(select coalesce(json_agg(json_build_array(id, part, value::text)), '[]')"
        f" from (select id, {near.part} as part, {near.value} as value from judged where {near.near} and not {ok}"
        f" order by {near.gap} nulls last, hashtextextended(id::text, {query.put(seed)}) limit {SHOWN}) n)"
    )


def _near(found: list[tuple[str, int, str | None]]) -> list[Near]:
    return [Near(UUID(key), part, None if value is None else Decimal(value)) for key, part, value in found]


def _guessed(tree: Group, seed: int, total: int) -> Preview:
    sample = _sample(total)
    query = Query(require_workspace(), clock.now(), narrow=True)
    made = compiled(tree, query)
    near = nearly(tree, made.values, query)
    steps = _steps(tree.how, [f"p{n}" for n in range(len(made.parts))])
    ok = steps[-1]
    statement = (
        f"with judged as materialized (select w.id{_parts(made)}"
        f" from {JUDGED} w{made.joins} where w.id = any({query.put(array(sample))}::uuid[]))"
        f" select array(select id from judged where {ok}),"
        f" (select count(*) from judged where {near.near} and not {ok}), {_nearest(near, ok, query, seed)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, query.values | {"workspace": query.workspace})
        fits, almost, found = cursor.fetchone() or ([], 0, [])
    share, known = len(fits) / max(1, len(sample)), wilson(len(fits), len(sample))
    people = random.Random(seed).sample(fits, min(PEOPLE, len(fits)))  # noqa: S311 (which faces are shown)
    return Preview(_round(share * total), total, False, _round(known.low * total), _round(known.high * total), people,
                   near=_near(found), almost=almost, looked=len(sample))  # fmt: skip


def _sample(total: int) -> list[UUID]:
    """Some customers, by whole pages of the table."""
    percent = min(100.0, 100.0 * SAMPLE / total)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id from customers_customer tablesample system ({percent:f})"
            " where workspace_id = %s and merged_into_id is null and erased_at is null"
            " and restricted_at is null limit %s",
            [require_workspace(), SAMPLE * 3],
        )
        return [key for (key,) in cursor.fetchall()]


def _customers() -> int:
    """How many customers there are."""
    workspace = require_workspace()
    at, known = _known.get(workspace, (0.0, 0))
    if known > EXACT_MOST and time.monotonic() - at < _KNOWN_FOR:
        return known
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from customers_customer"
            " where workspace_id = %s and merged_into_id is null and erased_at is null"
            " and restricted_at is null", [workspace]
        )
        (total,) = cursor.fetchone() or (0,)
    _known[workspace] = (time.monotonic(), int(total))
    return _known[workspace][1]


def _round(value: float) -> int:
    """Two figures say how exact a guess is."""
    if value < 100:
        return round(value)
    scale = int(10 ** (len(str(int(value))) - 2))
    return round(value / scale) * scale


def _row(statement: str, query: Query) -> Sequence[Any]:
    with connection.cursor() as cursor, whole(cursor):
        cursor.execute(statement, query.values | {"workspace": query.workspace})
        found: Sequence[Any] = cursor.fetchone() or ()
        return found
