"""How many have what a condition offers to choose from: a statement each, asked for only where it is offered.

It reads so many rows at the most; of more nothing is told, as nobody would wait for it.
"""

from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import asked

MOST = 150_000  # rows: a page waits for it
# In the order of its index, so that nothing is sorted to tell one wearer from another
_WORN = """select label_id::text, n, read from (
  select label_id, count(distinct now_id) as n, count(*) as read from (
    select label_id, now_id from customers_labelling where workspace_id = %s order by label_id, now_id limit %s) r
  group by label_id) c"""
_COUNTED = """select coalesce(key::text, ''), n, n from (select key, count(*) as n from (
  select {key} as key from {table} where workspace_id = %s and {which} limit %s) r group by key) c"""
_OWNED = _COUNTED.format(
    key="owner_id", table="customers_customer", which="owner_id is not null and merged_into_id is null"
)
_FIRMS = _COUNTED.format(
    key="owner_id", table="customers_company", which="owner_id is not null and archived_at is null"
)
_SPEAK = _COUNTED.format(key="language", table="customers_customer", which="merged_into_id is null")


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
