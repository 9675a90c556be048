"""Chunks of a hand-over of many companies, and the way back."""

from typing import Any
from uuid import UUID

from django.db import connection

from nitka.customers.changes import Change
from nitka.kit.db.bulk import array

_HANDED = """with held as (
  select id, owner_id from customers_company where workspace_id = %(workspace)s and id = any(%(companies)s::uuid[])
  and owner_id is distinct from %(to)s::uuid order by id for update),
had as (
  insert into customers_change_before (id, workspace_id, change_id, customer_id, before)
  select uuidv7(), %(workspace)s, %(change)s, id, case when owner_id is not null then to_jsonb(owner_id) end from held
  returning customer_id)
update customers_company o set owner_id = %(to)s::uuid from had
where o.workspace_id = %(workspace)s and o.id = had.customer_id returning o.id"""
# What somebody has given on since stays theirs
_BACK = """with gone as (
  delete from customers_change_before b where b.workspace_id = %(workspace)s and b.change_id = %(change)s
  and b.customer_id = any(%(companies)s::uuid[]) returning b.customer_id, b.before),
held as (
  select o.id, (g.before #>> '{}')::uuid as member from customers_company o join gone g on g.customer_id = o.id
  where o.workspace_id = %(workspace)s and o.owner_id is not distinct from %(to)s::uuid order by o.id for update of o)
update customers_company o set owner_id = h.member from held h
where o.workspace_id = %(workspace)s and o.id = h.id returning o.id"""


def forth(change: Change, keys: list[UUID]) -> list[UUID]:
    """Hand a chunk over; those that were another's."""
    return _ask(_HANDED, change, keys)


def back(change: Change, keys: list[UUID]) -> list[UUID]:
    """Give a chunk back; those that were still whose they had become."""
    return _ask(_BACK, change, keys)


def _ask(statement: str, change: Change, keys: list[UUID]) -> list[UUID]:
    if not keys:
        return []
    values: dict[str, Any] = {
        "workspace": change.workspace_id, "change": change.pk, "companies": array(keys), "to": change.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]
