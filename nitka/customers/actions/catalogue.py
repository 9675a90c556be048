"""The catalogue of attributes: what each is kept for; what nobody gave a purpose waits apart, or is dropped."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from nitka.accounts.actions.audit import record
from nitka.customers.actions.expire import forget_copies
from nitka.customers.attributes import ATTRIBUTES, WrongAttributes
from nitka.customers.events import CustomersChanged
from nitka.customers.known import Attribute, AttributeKind, SeenBy, UnknownAttribute
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.text import scrub

# The newer word holds, as ever
_ADMIT = """
with gone as (delete from customers_unknown_value where workspace_id = %(workspace)s and key = any(%(keys)s)
  returning customer_id, key, value, plain, origin, at)
insert into customers_attribute as kept (id, workspace_id, customer_id, key, value, plain, origin, at)
select uuidv7(), %(workspace)s, customer_id, key, value, plain, origin, at from gone order by customer_id, key
on conflict (workspace_id, customer_id, key) do update
  set value = excluded.value, plain = excluded.plain, origin = excluded.origin, at = excluded.at
  where excluded.at >= kept.at
returning customer_id
"""


@transaction.atomic
def approve_attribute(
    *, unknown: UnknownAttribute, name: str, purpose: str, owner_id: UUID | None, personal: bool,
    keep_days: int | None = None, seen_by: str = SeenBy.EVERYBODY,
) -> AttributeKind:  # fmt: skip
    """Give what waits a purpose: it becomes one of the catalogue, and its values their customers'."""
    alone()
    kind, _made = AttributeKind.objects.get_or_create(key=unknown.key, defaults={"sort": unknown.sort})
    keep_attribute(kind=kind, name=name, purpose=purpose, owner_id=owner_id, personal=personal, keep_days=keep_days,
                   seen_by=seen_by)  # fmt: skip
    admit([unknown.key])
    return kind


@transaction.atomic
def make_attribute(*, key: str, sort: str, **words: Any) -> AttributeKind:
    """Keep one from now on that nobody has said yet; what waits under its key comes in. `words`: as `keep_attribute`.

    Raises WrongAttributes where it was dropped, or holds something else already.
    """
    alone()
    unknown = UnknownAttribute.objects.filter(key=key).first()
    if unknown is not None and unknown.dropped_at:
        raise WrongAttributes({key: _("this attribute was dropped: it is kept no more")})
    if unknown is not None and unknown.sort != sort:
        raise WrongAttributes({key: _("this attribute holds: %(sort)s") % {"sort": unknown.get_sort_display()}})
    if AttributeKind.objects.count() >= ATTRIBUTES:
        raise WrongAttributes({key: _("at most %(most)s attributes are kept") % {"most": ATTRIBUTES}})
    kind = AttributeKind.objects.create(key=key, sort=sort)
    keep_attribute(kind=kind, **words)
    admit([key])
    return kind


@transaction.atomic
def keep_attribute(
    *, kind: AttributeKind, name: str, purpose: str, owner_id: UUID | None, personal: bool,
    keep_days: int | None = None, seen_by: str = SeenBy.EVERYBODY,
) -> None:  # fmt: skip
    """What it is called and kept for, how long, who answers for it and sees it, whether it says something of a person.

    Other days hold from the next night on, so that a slip of the hand can be mended.
    """
    if kind.keep_days != keep_days:
        kind.keep_days, kind.checked_at = keep_days, clock.now()
    kind.name, kind.purpose = _line(name)[:80], _line(purpose)[:300]
    kind.owner_id, kind.personal, kind.seen_by = owner_id, personal, seen_by
    kind.save(update_fields=["name", "purpose", "owner_id", "personal", "keep_days", "checked_at", "seen_by"])
    record("attribute.kept", kind="attribute", object_id=kind.pk,
           detail={"key": kind.key, "purpose": kind.purpose, "days": keep_days, "seen_by": [seen_by]})  # fmt: skip


@transaction.atomic
def drop_attribute(*, key: str, member_id: UUID | None = None) -> int:
    """Delete an attribute with all its values, and refuse further ones; answers how many values went."""
    alone()
    kind = AttributeKind.objects.filter(key=key).first()
    unknown, _made = UnknownAttribute.objects.get_or_create(key=key, defaults={"sort": kind.sort if kind else "text"})
    unknown.dropped_at, unknown.member_id = clock.now(), member_id
    unknown.save(update_fields=["dropped_at", "member_id"])
    with connection.cursor() as cursor:
        cursor.execute("delete from customers_unknown_value where workspace_id = %s and key = %s",
                       [require_workspace(), key])  # fmt: skip
        count = int(cursor.rowcount)
    customers = list(Attribute.objects.filter(key=key).values_list("customer_id", flat=True))
    Attribute.objects.filter(key=key).delete()
    AttributeKind.objects.filter(key=key).delete()
    forget_copies(key, clock.now())
    record("attribute.dropped", kind="attribute", object_id=unknown.pk,
           detail={"key": key, "values": count + len(customers)})  # fmt: skip
    if customers:
        events.publish(CustomersChanged(customers))
    return count + len(customers)


@transaction.atomic
def allow_attribute(*, unknown: UnknownAttribute) -> None:
    """Take a dropped one again when it comes: it waits anew. What was deleted stays so."""
    UnknownAttribute.objects.filter(pk=unknown.pk, dropped_at__isnull=False).delete()
    record("attribute.allowed", kind="attribute", object_id=unknown.pk, detail={"key": unknown.key})


def admit(keys: Collection[str]) -> None:
    """Keys that became known: what waited under them is their customers' now. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_ADMIT, {"workspace": require_workspace(), "keys": list(keys)})
        customers = sorted({key for (key,) in cursor.fetchall()})
    UnknownAttribute.objects.filter(key__in=keys).delete()
    if customers:
        events.publish(CustomersChanged(customers))


def dropped(keys: Collection[str]) -> set[str]:
    """Those of some keys that are refused."""
    return set(UnknownAttribute.objects.filter(key__in=keys, dropped_at__isnull=False).values_list("key", flat=True))


def alone() -> None:
    """Not beside a batch of events: it must not keep a value apart that was let in just now."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"collect:{require_workspace()}"])


def _line(text: str) -> str:
    return " ".join(scrub(text).split())
