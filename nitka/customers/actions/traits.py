"""What programs say of many customers at once: attributes, the newer word holding, in a fixed number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.customers.actions.catalogue import admit
from nitka.customers.attributes import ATTRIBUTES, KEY, Unfit, Value, fits, read
from nitka.customers.events import CustomersChanged
from nitka.customers.known import AttributeKind, UnknownAttribute
from nitka.kit import events
from nitka.kit.context import require_workspace
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.text import dump

# Who said it later holds, in whatever order it comes; None takes an attribute away.
_WRITE = """
insert into {table} as kept (id, workspace_id, customer_id, key, value, plain, origin, at)
select uuidv7(), %(workspace)s, g.customer_id, g.key, g.value, g.plain, %(origin)s, g.at
from json_to_recordset(%(rows)s) as g (customer_id uuid, key varchar, value jsonb, plain varchar, at timestamptz)
order by g.customer_id, g.key
on conflict (workspace_id, customer_id, key) do update
  set value = excluded.value, plain = excluded.plain, origin = excluded.origin, at = excluded.at
  where excluded.at >= kept.at and ((excluded.value, excluded.plain) is distinct from (kept.value, kept.plain)
    or excluded.at > kept.at + interval '1 day')
returning kept.customer_id, (old.value, old.plain) is distinct from (new.value, new.plain)
"""
_TAKE = """
delete from {table} a using json_to_recordset(%s) as g (customer_id uuid, key varchar, at timestamptz)
where a.workspace_id = %s and a.customer_id = g.customer_id and a.key = g.key and a.at <= g.at returning a.customer_id
"""


@dataclass(frozen=True, slots=True)
class Trait:
    """One word about a customer: None takes it away."""

    customer_id: UUID
    key: str
    value: Any
    at: datetime


class _Known:
    """What a workspace keeps by each key, and what it does not."""

    def __init__(self, keys: Collection[str], apart: bool) -> None:
        self.sorts = dict(AttributeKind.objects.values_list("key", "sort"))
        missing = set(keys) - self.sorts.keys()
        rows = UnknownAttribute.objects.filter(key__in=missing) if missing else ()
        self.waiting = {row.key: row.sort for row in rows if row.dropped_at is None}
        self.dropped = {row.key for row in rows if row.dropped_at is not None}
        self.apart = apart
        self.fresh: dict[str, str] = {}

    def fit(self, trait: Trait) -> Value | None:
        """The value as it is kept; the first value of a key decides its sort."""
        if not KEY.fullmatch(trait.key):
            raise Unfit("", code="no_key")
        if trait.key in self.dropped:
            raise Unfit("", code="dropped")
        if trait.value is None:
            return None
        value = read(trait.value)
        sort = self.sorts.get(trait.key) or self.waiting.get(trait.key)
        if sort:
            return fits(value, sort)
        if len(self.sorts) + len(self.waiting) >= ATTRIBUTES:
            raise Unfit("", code="too_many")
        (self.waiting if self.apart else self.sorts)[trait.key] = value.sort
        self.fresh[trait.key] = value.sort
        return value

    def write(self) -> None:
        """Make those known that are new."""
        new = sorted(self.fresh.items())
        if new and self.apart:
            rows = [UnknownAttribute(key=key, sort=sort) for key, sort in new]
            UnknownAttribute.objects.bulk_create(rows, ignore_conflicts=True)
        elif new:
            kinds = [AttributeKind(key=key, sort=sort) for key, sort in new]
            AttributeKind.objects.bulk_create(kinds, ignore_conflicts=True)
            admit([key for key, _sort in new])


def describe_all(traits: Sequence[Trait], *, origin: str, apart: bool = False) -> list[tuple[Trait, str]]:
    """Set attributes; answers those that cannot be, with why, by a code.

    `apart`: values of attributes that nobody gave a purpose are kept apart until somebody does, and answered as
    `waiting`; else they are known from now on.
    """
    if not traits:
        return []
    newest = {(one.customer_id, one.key): one for one in sorted(traits, key=lambda one: one.at)}
    known = _Known({trait.key for trait in newest.values()}, apart)
    wrong: list[tuple[Trait, str]] = []
    kept: list[tuple[Trait, Value | None]] = []
    aside: list[tuple[Trait, Value | None]] = []
    for trait in newest.values():
        try:
            value = known.fit(trait)
        except Unfit as why:
            wrong.append((trait, why.code))
            continue
        if apart and trait.key not in known.sorts:
            aside.append((trait, value))
            wrong += [(trait, "waiting")] if value else []
        else:
            kept.append((trait, value))
    known.write()
    _write(aside, origin, "customers_unknown_value")
    changed = _write(kept, origin, "customers_attribute")
    if changed:
        events.publish(CustomersChanged(sorted(changed)))
    return wrong


def _write(kept: Sequence[tuple[Trait, Value | None]], origin: str, table: str) -> set[UUID]:
    rows = [
        {"customer_id": one.customer_id, "key": one.key, "value": value.kept, "plain": value.plain, "at": one.at}
        for one, value in kept
        if value is not None
    ]
    gone = [{"customer_id": one.customer_id, "key": one.key, "at": one.at} for one, value in kept if value is None]
    changed: set[UUID] = set()
    with prepared() as cursor:
        if rows:
            values: dict[str, Any] = {"workspace": require_workspace(), "origin": origin, "rows": dump(rows)}
            cursor.execute(_WRITE.format(table=table), values)
            changed |= {key for key, other in cursor.fetchall() if other}
        if gone:
            cursor.execute(_TAKE.format(table=table), [dump(gone), require_workspace()])
            changed |= {key for (key,) in cursor.fetchall()}
    return changed
