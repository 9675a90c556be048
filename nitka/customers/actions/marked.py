"""Chunks of changes of many that are labels or owners: what is done, what was before, and the way back."""

from typing import Any
from uuid import UUID

from django.db import connection

from nitka.customers.actions.holding import locked
from nitka.customers.actions.owners import project_owners
from nitka.customers.changes import Change
from nitka.customers.events import LabelsChanged, OwnersChanged
from nitka.kit import events
from nitka.kit.db.bulk import array

VERBS = ("label", "unlabel", "owner")

_LABEL = """with had as (
  insert into customers_change_before (id, workspace_id, change_id, customer_id, before)
  select uuidv7(), %(workspace)s, %(change)s, g.id, null from unnest(%(customers)s::uuid[]) as g (id)
  where not exists (select from customers_labelling w where w.workspace_id = %(workspace)s
    and w.now_id = g.id and w.label_id = %(value)s) returning customer_id)
insert into customers_labelling (id, workspace_id, customer_id, now_id, label_id, by_id, at)
select uuidv7(), %(workspace)s, customer_id, customer_id, %(value)s, %(member)s, %(at)s from had
returning customer_id"""
_UNLABEL = """with gone as (
  delete from customers_labelling w where w.workspace_id = %(workspace)s and w.label_id = %(value)s
  and w.now_id = any(%(customers)s::uuid[]) returning w.now_id, w.customer_id, w.by_id, w.at)
insert into customers_change_before (id, workspace_id, change_id, customer_id, before)
select uuidv7(), %(workspace)s, %(change)s, now_id,
  jsonb_agg(jsonb_build_object('customer', customer_id, 'by', by_id, 'at', at)) from gone group by now_id
returning customer_id"""
_OWNER = """with had as (
  insert into customers_change_before (id, workspace_id, change_id, customer_id, before)
  select uuidv7(), %(workspace)s, %(change)s, c.id, case when o.id is not null then
    jsonb_build_object('member', o.member_id, 'by', o.by_id, 'at', o.at) end
  from customers_customer c left join customers_ownership o on o.workspace_id = %(workspace)s and o.customer_id = c.id
  where c.workspace_id = %(workspace)s and c.id = any(%(customers)s::uuid[])
    and c.owner_id is distinct from %(value)s::uuid returning customer_id)
insert into customers_ownership (id, workspace_id, customer_id, member_id, by_id, at)
select uuidv7(), %(workspace)s, customer_id, %(value)s, %(member)s, %(at)s from had
on conflict (workspace_id, customer_id) do update set member_id = excluded.member_id, by_id = excluded.by_id,
  at = excluded.at returning customer_id"""
_GONE = """gone as (delete from customers_change_before b where b.workspace_id = %(workspace)s
    and b.change_id = %(change)s and b.customer_id = any(%(customers)s::uuid[]) returning b.customer_id, b.before)"""
# What somebody has changed since stays as it is: their row is of another time
_LABEL_BACK = f"""with {_GONE}
delete from customers_labelling w using gone g where w.workspace_id = %(workspace)s and w.customer_id = g.customer_id
  and w.label_id = %(value)s and w.at = %(at)s returning w.now_id"""  # noqa: S608 (constants)
# Who they are by now: they may have been merged since
_UNLABEL_BACK = f"""with recursive {_GONE},
given as (select (r ->> 'customer')::uuid as customer, (r ->> 'by')::uuid as by_id, (r ->> 'at')::timestamptz as at
  from gone g, jsonb_array_elements(g.before) r),
up (id, now, above) as (
  select c.id, c.id, c.merged_into_id from customers_customer c where c.workspace_id = %(workspace)s
    and c.id in (select customer from given)
  union select u.id, c.id, c.merged_into_id from up u
  join customers_customer c on c.workspace_id = %(workspace)s and c.id = u.above)
insert into customers_labelling (id, workspace_id, customer_id, now_id, label_id, by_id, at)
select uuidv7(), %(workspace)s, v.customer, u.now, l.id, v.by_id, v.at from given v
join up u on u.id = v.customer and u.above is null
join customers_label l on l.workspace_id = %(workspace)s and l.id = %(value)s
on conflict (workspace_id, customer_id, label_id) do nothing returning now_id"""  # noqa: S608
_OWNER_BACK = f"""with {_GONE},
restored as (
  update customers_ownership o set member_id = (before ->> 'member')::uuid, by_id = (before ->> 'by')::uuid,
    at = (before ->> 'at')::timestamptz
  from gone g where g.before is not null and o.workspace_id = %(workspace)s and o.customer_id = g.customer_id
    and o.at = %(at)s returning o.customer_id),
removed as (
  delete from customers_ownership o using gone g where g.before is null and o.workspace_id = %(workspace)s
    and o.customer_id = g.customer_id and o.at = %(at)s returning o.customer_id)
select customer_id from restored union all select customer_id from removed"""  # noqa: S608
_FORTH = {"label": _LABEL, "unlabel": _UNLABEL, "owner": _OWNER}
_BACK = {"label": _LABEL_BACK, "unlabel": _UNLABEL_BACK, "owner": _OWNER_BACK}


def forth(change: Change, keys: list[UUID]) -> list[UUID]:
    """Change a chunk; those who were really changed."""
    held = [row.pk for row in locked(keys) if row.merged_into_id is None]
    return _done(change, _ask(_FORTH[change.verb], change, held), undone=False)


def back(change: Change, keys: list[UUID]) -> list[UUID]:
    """Put a chunk back; those for whom it was still so."""
    locked(keys)
    return _done(change, _ask(_BACK[change.verb], change, keys), undone=True)


def _done(change: Change, changed: list[UUID], *, undone: bool) -> list[UUID]:
    if not changed:
        return []
    if change.verb == "owner":
        project_owners(changed)
        events.publish(OwnersChanged(changed))
    else:
        label, on = UUID(change.value), (change.verb == "label") != undone
        events.publish(LabelsChanged(changed, [label] * len(changed), [on] * len(changed)))
    return changed


def _ask(statement: str, change: Change, keys: list[UUID]) -> list[UUID]:
    if not keys:
        return []
    values: dict[str, Any] = {
        "workspace": change.workspace_id, "change": change.pk, "customers": array(keys), "value": change.value,
        "member": change.member_id, "at": change.at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]
