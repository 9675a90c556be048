"""How many have what a condition offers to choose from: a statement each, asked for only where it is offered.

It reads so many rows at the most; of more nothing is told, as nobody would wait for it.
"""

from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import asked

MOST = 250_000
_COUNTED = """select coalesce(key::text, ''), count(distinct who), count(*)
from (select {key} as key, {who} as who from {table} where workspace_id = %s and {which} limit %s) read group by 1"""
_WORN = _COUNTED.format(key="label_id", who="now_id", table="customers_labelling", which="true")
_OWNED = _COUNTED.format(
    key="owner_id", who="id", table="customers_customer", which="owner_id is not null and merged_into_id is null"
)
_FIRMS = _COUNTED.format(
    key="owner_id", who="id", table="customers_company", which="owner_id is not null and archived_at is null"
)
_SPEAK = _COUNTED.format(key="language", who="id", table="customers_customer", which="merged_into_id is null")


def worn() -> dict[str, int] | None:
    """Label → customers who wear it."""
    return _read(_WORN)


def owned(*, companies: bool) -> dict[str, int] | None:
    """Member → customers, or companies, that are theirs."""
    return _read(_FIRMS if companies else _OWNED)


def speaking() -> dict[str, int] | None:
    """Language → customers who speak it."""
    return _read(_SPEAK)


def _read(statement: str) -> dict[str, int] | None:
    rows = asked(statement, [require_workspace(), MOST + 1])
    return {key: n for key, n, _read in rows} if sum(read for _key, _n, read in rows) <= MOST else None
