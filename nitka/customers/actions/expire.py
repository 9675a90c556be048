"""Values that outlived their attribute's days go, chunk by chunk; what went is counted, and written into the audit."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.accounts.actions.audit import record
from nitka.customers.events import AttributesForgotten, CustomersChanged
from nitka.customers.known import Attribute, AttributeKind, Removal
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

# What is being said anew at this moment is held by whoever says it, and stays
_REMOVE = """
delete from customers_attribute where workspace_id = %(workspace)s and id in (
  select id from customers_attribute where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[])
    and key = %(key)s and at < %(until)s order by id for update skip locked)
returning customer_id
"""
_COUNT = """
insert into customers_removal as r (id, workspace_id, key, day, at, customers, days)
values (uuidv7(), %(workspace)s, %(key)s, %(day)s, %(now)s, %(n)s, %(days)s)
on conflict (workspace_id, key, day) do update
  set customers = r.customers + excluded.customers, at = excluded.at, days = excluded.days
"""
# As long as a change can be taken back it holds how things were before, and what it wrote
_COPIES = (
    """delete from customers_change_before b using customers_change c
       where b.workspace_id = %(workspace)s and c.workspace_id = %(workspace)s and b.change_id = c.id
       and c.verb = 'attribute' and c.key = %(key)s and (b.before ->> 'at')::timestamptz < %(until)s""",
    """update customers_change set value = null, plain = null, query = ''
       where workspace_id = %(workspace)s and verb = 'attribute' and key = %(key)s and at < %(until)s
       and state in ('done', 'returned') and (value is not null or plain is not null)""",
)


def outlived(kind: AttributeKind) -> datetime:
    """What was last said before then is kept no longer."""
    return clock.now() - timedelta(days=kind.keep_days or 0)


@transaction.atomic
def remove_outlived(*, kind: AttributeKind, ids: Collection[UUID], until: datetime) -> int:
    """Of some values those that were not said since; how many went, counted in the same transaction."""
    now = clock.now()
    values: dict[str, Any] = {
        "workspace": require_workspace(), "ids": array(ids), "key": kind.key, "until": until,
        "day": now.date(), "now": now, "days": kind.keep_days,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE, values)
        customers = sorted(key for (key,) in cursor.fetchall())
        if customers:
            cursor.execute(_COUNT, values | {"n": len(customers)})
    if customers:
        events.publish(CustomersChanged(customers))
    return len(customers)


@transaction.atomic
def finish_check(*, kind: AttributeKind, until: datetime, gone: int) -> None:
    """An attribute was gone through: copies of what outlived its days go, too."""
    forget_copies(kind.key, until)
    AttributeKind.objects.filter(pk=kind.pk).update(checked_at=clock.now())
    if gone:
        day = Removal.objects.filter(key=kind.key, day=clock.now().date()).first()
        record("attribute.expired", kind="attribute", object_id=kind.pk,
               detail={"key": kind.key, "n": str(day.customers if day else gone)})  # fmt: skip


def forget_copies(key: str, until: datetime) -> None:
    """What was said by a key until then is in no copy that would bring it back."""
    with connection.cursor() as cursor:
        for statement in _COPIES:
            cursor.execute(statement, {"workspace": require_workspace(), "key": key, "until": until})
    events.publish(AttributesForgotten([key], [until]))


def count_outlived(kind: AttributeKind) -> int:
    """How many values would go if it were looked at now."""
    if kind.keep_days is None:
        return 0
    return Attribute.objects.filter(key=kind.key, at__lt=outlived(kind)).count()
