"""What programs say of many customers at once: attributes, the newer word holding, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.customers.actions.describe import ATTRIBUTES
from nitka.customers.attributes import KEY, Unfit, Value, fits, read
from nitka.customers.events import CustomersChanged
from nitka.customers.known import AttributeKind
from nitka.kit import events
from nitka.kit.context import require_workspace
from nitka.kit.text import dump

# Who said it later holds, in whatever order it comes; None takes an attribute away.
_WRITE = """
insert into customers_attribute as kept (id, workspace_id, customer_id, key, value, plain, origin, at)
select uuidv7(), %(workspace)s, g.customer_id, g.key, g.value, g.plain, %(origin)s, g.at
from json_to_recordset(%(rows)s) as g (customer_id uuid, key varchar, value jsonb, plain varchar, at timestamptz)
order by g.customer_id, g.key
on conflict (workspace_id, customer_id, key) do update
  set value = excluded.value, plain = excluded.plain, origin = excluded.origin, at = excluded.at
  where excluded.at >= kept.at and (excluded.value, excluded.plain) is distinct from (kept.value, kept.plain)
returning kept.customer_id
"""
_TAKE = """
delete from customers_attribute a using json_to_recordset(%s) as g (customer_id uuid, key varchar, at timestamptz)
where a.workspace_id = %s and a.customer_id = g.customer_id and a.key = g.key and a.at <= g.at returning a.customer_id
"""


@dataclass(frozen=True, slots=True)
class Trait:
    """One word about a customer: None takes it away."""

    customer_id: UUID
    key: str
    value: Any
    at: datetime


def describe_all(traits: Sequence[Trait], *, origin: str) -> list[tuple[Trait, str]]:
    """Set attributes; answers those that cannot be, with why, by a code."""
    if not traits:
        return []
    newest = {(one.customer_id, one.key): one for one in sorted(traits, key=lambda one: one.at)}
    sorts = dict(AttributeKind.objects.values_list("key", "sort"))
    wrong: list[tuple[Trait, str]] = []
    kept: list[tuple[Trait, Value | None]] = []
    fresh: dict[str, AttributeKind] = {}
    for trait in newest.values():
        try:
            kept.append((trait, _fit(trait, sorts, fresh)))
        except Unfit as why:
            wrong.append((trait, why.code))
    AttributeKind.objects.bulk_create(sorted(fresh.values(), key=lambda one: one.key), ignore_conflicts=True)
    changed = _write(kept, origin)
    if changed:
        events.publish(CustomersChanged(sorted(changed)))
    return wrong


def _fit(trait: Trait, sorts: dict[str, str], fresh: dict[str, AttributeKind]) -> Value | None:
    """The value as it is kept; the first value of a key decides its sort."""
    if not KEY.fullmatch(trait.key):
        raise Unfit("", code="no_key")
    if trait.value is None:
        return None
    value = read(trait.value)
    if trait.key in sorts:
        return fits(value, sorts[trait.key])
    if len(sorts) >= ATTRIBUTES:
        raise Unfit("", code="too_many")
    sorts[trait.key] = value.sort
    fresh[trait.key] = AttributeKind(key=trait.key, sort=value.sort)
    return value


def _write(kept: Sequence[tuple[Trait, Value | None]], origin: str) -> set[UUID]:
    rows = [
        {"customer_id": one.customer_id, "key": one.key, "value": value.kept, "plain": value.plain, "at": one.at}
        for one, value in kept
        if value is not None
    ]
    gone = [{"customer_id": one.customer_id, "key": one.key, "at": one.at} for one, value in kept if value is None]
    changed: set[UUID] = set()
    with connection.cursor() as cursor:
        if rows:
            cursor.execute(_WRITE, {"workspace": require_workspace(), "origin": origin, "rows": dump(rows)})
            changed |= {key for (key,) in cursor.fetchall()}
        if gone:
            cursor.execute(_TAKE, [dump(gone), require_workspace()])
            changed |= {key for (key,) in cursor.fetchall()}
    return changed
