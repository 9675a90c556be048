"""Customers out of the database as rows to compare, in one pass; who has nothing to compare is never read."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from nitka.customers.matching.records import ATTRIBUTES, Row, record
from nitka.customers.rules import Rules, blocked
from nitka.kit.context import require_workspace

_CHANGED = """
select i.customer_id from customers_link l
  join customers_identity i on i.workspace_id = l.workspace_id and i.id = l.identity_id
  where l.workspace_id = %(workspace)s and l.at >= %(since)s
union select i.customer_id from customers_value v
  join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id
  where v.workspace_id = %(workspace)s and v.at >= %(since)s
union select i.customer_id from customers_sighting s
  join customers_identity i on i.workspace_id = s.workspace_id and i.id = s.other_id
  where s.workspace_id = %(workspace)s and s.at >= %(since)s
union select customer_id from customers_attribute
  where workspace_id = %(workspace)s and at >= %(since)s and key = any(%(keys)s)
"""
# A family's telephone is one customer's; that another named it too is in the sightings
_READ = f"""
with contact as (
  select customer_id, kind, value from customers_identity
  where workspace_id = %(workspace)s and kind in ('email', 'phone') and not quarantined
  union
  select o.customer_id, i.kind, i.value from customers_sighting s
  join customers_identity i on i.workspace_id = s.workspace_id and i.id = s.identity_id
  join customers_identity o on o.workspace_id = s.workspace_id and o.id = s.other_id
  where s.workspace_id = %(workspace)s and i.kind in ('email', 'phone') and not i.quarantined),
contacts as (select customer_id, json_agg(json_build_array(kind, value))::text as told from contact group by 1),
facts as (
  select customer_id, json_object_agg(key, value)::text as told from customers_attribute
  where workspace_id = %(workspace)s and key = any(%(keys)s) and value is not null group by 1),
changed as ({_CHANGED})
select c.id::text, c.name, k.told, f.told, %(since)s is null or ch.customer_id is not null
from customers_customer c
left join contacts k on k.customer_id = c.id
left join facts f on f.customer_id = c.id
left join changed ch on ch.customer_id = c.id
where c.workspace_id = %(workspace)s and c.merged_into_id is null and c.restricted_at is null
  and (c.name <> '' or k.told is not null)
"""  # noqa: S608 (constants)


def changed(since: datetime) -> bool:
    """Whether anybody is new or has changed since then."""
    with connection.cursor() as cursor:
        cursor.execute(f"select exists ({_CHANGED})", _values(since))
        return bool(cursor.fetchone()[0])


def rows(rules: Rules, since: datetime | None) -> Iterator[Row]:
    """Everybody of the workspace who can be compared; fresh are those new or changed since then, or all."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_READ, _values(since))
        while found := cursor.fetchmany(5_000):
            for line in found:
                row = _row(rules, *line)
                if row is not None:
                    yield row


def _values(since: datetime | None) -> dict[str, Any]:
    return {"workspace": require_workspace(), "since": since, "keys": list(ATTRIBUTES)}


def _row(rules: Rules, key: str, name: str, contacts: str | None, facts: str | None, fresh: bool) -> Row | None:
    told = json.loads(contacts) if contacts else []
    known = {one: str(value) for one, value in json.loads(facts).items()} if facts else {}
    return record(key, name, _of("phone", told, rules), _of("email", told, rules), known, fresh=fresh)


def _of(kind: str, told: Sequence[tuple[str, str]], rules: Rules) -> list[str]:
    """What is nobody's is no evidence."""
    return [value for one, value in told if one == kind and not blocked(rules, kind, value)]
