"""Which pairs wait for a member, in the queue's order: several stretches of it in one statement. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import UUIDField
from django.db.models.expressions import RawSQL

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers.queries import visible_to
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask
from nitka.kit.db.bulk import array

LOOKED = 500  # pairs that are looked at, at the most, for who sees only some
Place = tuple[float | None, datetime, UUID]  # of a pair in the queue's order

_RANK = "case when p.probability is null then -1.0 else p.probability end"  # as `models.RANK`, which has the index
# As `queries.open_proposals` says it; joined by hand, as its order must come from the index and not from sorting all
_OPEN = """ from customers_proposal p
 join customers_identity a on a.workspace_id = p.workspace_id and a.id = p.identity_id
 join customers_identity c on c.workspace_id = p.workspace_id and c.id = p.claimant_id
 where p.workspace_id = %s and p.decision = '' and a.customer_id <> c.customer_id
 and not exists (select from customers_apart x where x.workspace_id = p.workspace_id and x.lifted_at is null
   and x.one_now_id = a.customer_id and x.other_now_id = c.customer_id)
 and not exists (select from customers_apart x where x.workspace_id = p.workspace_id and x.lifted_at is null
   and x.one_now_id = c.customer_id and x.other_now_id = a.customer_id)"""
_SEEN = " and a.customer_id in (table seen) and c.customer_id in (table seen)"
_ORDER = f" order by {_RANK} desc, p.at desc, p.id desc"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the queue: from a rank up to another, of some pairs only or without some, behind a place."""

    code: str
    most: int
    low: float | None = None
    high: float | None = None
    only: Collection[UUID] | None = None
    without: Collection[UUID] = ()
    after: Place | None = None


def look(member: Member | None, stretches: Sequence[Stretch]) -> dict[str, list[Place]]:
    """The first pairs of each stretch that are open to a member. One statement.

    For who sees all each stretch follows the index and stops at its end; for others the pairs that they see are
    read once.
    """
    head, source, values = _source(member)
    parts = []
    for n, one in enumerate(stretches):
        condition, more = _condition(one)
        parts.append(f"(select {n} as n, p.probability, p.at, p.id{source[0]}{condition}{_ORDER} limit %s)")
        values += [*source[1], *more, one.most]
    found: dict[str, list[Place]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(head + " union all ".join(parts), values)
        for n, *place in cursor.fetchall():
            found[stretches[n].code].append(tuple(place))
    return found


def ask_count(member: Member | None, most: int) -> Soon[tuple[int, bool]]:
    """Ask how many wait, `most` at the most, and whether there may be more. One statement.

    For who sees only some, of the first pairs of the queue: their number must not make every page of theirs slow.
    """
    workspace = require_workspace()
    if sees_all(member):
        counted = f"select count(*) from (select{_OPEN} limit %s) w"  # noqa: S608 (texts of ours)
        return ask(counted, [workspace, most + 1], lambda rows: (min(int(rows[0][0]), most), rows[0][0] > most))
    one, first = _sees(member, "w.one")
    other, second = _sees(member, "w.other")
    statement = (
        f"with w as (select a.customer_id as one, c.customer_id as other{_OPEN}{_ORDER} limit %s)"  # noqa: S608
        f" select (select count(*) from w where {one} and {other}), (select count(*) from w)"
    )
    values = [workspace, LOOKED + 1, *first, *second]
    return ask(statement, values, lambda rows: (min(int(rows[0][0]), most), rows[0][0] > most or rows[0][1] > LOOKED))


def _sees(member: Member | None, column: str) -> tuple[str, Sequence[Any]]:
    """That a member sees the customer of a column, as SQL and its values."""
    rows = visible_to(member).filter(pk=RawSQL(column, [], output_field=UUIDField())).order_by().values("pk")  # noqa: S611
    statement, values = rows.query.sql_with_params()
    return f"exists ({statement})", values


def _source(member: Member | None) -> tuple[str, tuple[str, list[Any]], list[Any]]:
    """What stands before the statement, where a stretch reads from, and the values of both."""
    workspace = require_workspace()
    if sees_all(member):
        return "", (_OPEN, [workspace]), []
    seen, values = visible_to(member).values("pk").query.sql_with_params()
    head = (
        f"with seen as materialized ({seen}), opened as materialized (select p.probability, p.at, p.id{_OPEN}{_SEEN}) "
    )
    return head, (" from opened p where true", []), [*values, workspace]


def _condition(one: Stretch) -> tuple[str, list[Any]]:
    said: list[tuple[str, Any]] = []
    if one.low is not None:
        said.append((f"{_RANK} >= %s", one.low))
    if one.high is not None:
        said.append((f"{_RANK} < %s", one.high))
    if one.only is not None:
        said.append(("p.id = any(%s::uuid[])", array(one.only)))
    if one.without:
        said.append(("p.id <> all(%s::uuid[])", array(one.without)))
    values = [value for _text, value in said]
    text = "".join(f" and {text}" for text, _value in said)
    if one.after is not None:
        probability, at, key = one.after
        text += f" and ({_RANK}, p.at, p.id) < (%s::float8, %s, %s)"
        values += [-1.0 if probability is None else probability, at, key]
    return text, values
