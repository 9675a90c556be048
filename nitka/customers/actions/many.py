"""Change many customers at once, or hand over many companies: chunk by chunk, each a fixed number of statements,
and all of it can be taken back.

The first chunk is done where it is asked for; the worker goes on with the rest.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.http import QueryDict

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member
from nitka.customers import company_list, listing
from nitka.customers.actions import firms, marked
from nitka.customers.actions.describe import prepare
from nitka.customers.actions.owners import CannotOwn
from nitka.customers.changes import FIRMS, KEPT, Before, Change, State
from nitka.customers.companies import Company
from nitka.customers.events import CustomersChanged
from nitka.customers.known import Attribute, AttributeKind
from nitka.customers.labels import Label
from nitka.customers.owners import may_own
from nitka.kit import clock, events
from nitka.kit.db.bulk import array
from nitka.kit.text import dump

CHUNK = 1000
TICKED = 1000  # at most

# What is so already is left alone, and is not taken back
_HAD = """had as (
  insert into customers_change_before (id, workspace_id, change_id, customer_id, before)
  select uuidv7(), %(workspace)s, %(change)s, c.id, case when a.id is not null then
    jsonb_build_object('value', a.value, 'plain', a.plain, 'origin', a.origin, 'at', a.at) end
  from unnest(%(customers)s::uuid[]) as c (id) left join customers_attribute a
    on a.workspace_id = %(workspace)s and a.customer_id = c.id and a.key = %(key)s
  where {differs} returning customer_id)"""
_SET = f"""with {_HAD.format(differs="a.value is distinct from %(value)s::jsonb")}
insert into customers_attribute (id, workspace_id, customer_id, key, value, plain, origin, at)
select uuidv7(), %(workspace)s, customer_id, %(key)s, %(value)s::jsonb, %(plain)s, 'member', %(at)s from had
on conflict (workspace_id, customer_id, key)
do update set value = excluded.value, plain = excluded.plain, origin = excluded.origin, at = excluded.at
returning customer_id"""  # noqa: S608 (constants)
_TAKEN = f"""with {_HAD.format(differs="a.value is not null")}
delete from customers_attribute a using had
where a.workspace_id = %(workspace)s and a.customer_id = had.customer_id and a.key = %(key)s returning a.customer_id"""  # noqa: S608
# The first identity that is theirs by no merge, as `enter.account_of`; whose last word is that they are with it, is
_JOINED = """with had as (
  insert into customers_change_before (id, workspace_id, change_id, customer_id, before)
  select uuidv7(), %(workspace)s, %(change)s, c.id, to_jsonb(i.id)
  from unnest(%(customers)s::uuid[]) as c (id) cross join lateral (
    select i.id from customers_identity i join customers_link l on l.workspace_id = i.workspace_id
      and l.identity_id = i.id and l.customer_id = c.id and l.merge_id is null
    where i.workspace_id = %(workspace)s and i.customer_id = c.id order by i.id limit 1) i
  where not coalesce((select a.ended_at is null from customers_affiliation a join customers_identity o
      on o.workspace_id = a.workspace_id and o.id = a.identity_id
    where a.workspace_id = %(workspace)s and a.company_id = %(company)s and o.customer_id = c.id
    order by coalesce(a.ended_at, a.at) desc, a.ended_at is null desc, a.id desc limit 1), false)
  returning customer_id, before)
insert into customers_affiliation (id, workspace_id, company_id, identity_id, role, how, member_id, at)
select uuidv7(), %(workspace)s, %(company)s, (before #>> '{}')::uuid, '', 'hand', %(member)s, %(at)s from had
returning (select customer_id from had where (before #>> '{}')::uuid = identity_id)"""
# What somebody has changed since stays as it is
_BACK = """with gone as (delete from customers_change_before b where b.workspace_id = %(workspace)s
    and b.change_id = %(change)s and b.customer_id = any(%(customers)s::uuid[]) returning b.customer_id, b.before),
restored as (
  update customers_attribute a set value = before -> 'value', plain = before ->> 'plain', origin = before ->> 'origin',
    at = (before ->> 'at')::timestamptz
  from gone g where g.before is not null and a.workspace_id = %(workspace)s and a.customer_id = g.customer_id
    and a.key = %(key)s and a.at = %(at)s returning a.customer_id),
removed as (
  delete from customers_attribute a using gone g where g.before is null and a.workspace_id = %(workspace)s
    and a.customer_id = g.customer_id and a.key = %(key)s and a.at = %(at)s returning a.customer_id)
select customer_id from restored union all select customer_id from removed"""
_GIVEN_BACK = """with gone as (delete from customers_change_before b where b.workspace_id = %(workspace)s
    and b.change_id = %(change)s and b.customer_id = any(%(customers)s::uuid[]) returning b.customer_id, b.before)
insert into customers_attribute (id, workspace_id, customer_id, key, value, plain, origin, at)
select uuidv7(), %(workspace)s, customer_id, %(key)s, before -> 'value', before ->> 'plain', before ->> 'origin',
  (before ->> 'at')::timestamptz from gone
on conflict (workspace_id, customer_id, key) do nothing returning customer_id"""
_PARTED = """with gone as (delete from customers_change_before b where b.workspace_id = %(workspace)s
    and b.change_id = %(change)s and b.customer_id = any(%(customers)s::uuid[]) returning b.customer_id, b.before)
delete from customers_affiliation a using gone g where a.workspace_id = %(workspace)s and a.company_id = %(company)s
  and a.identity_id = (g.before #>> '{}')::uuid and a.at = %(at)s and a.ended_at is null returning g.customer_id"""


@transaction.atomic
def change_attribute(*, by: Member, query: str, ticked: Collection[UUID] | None, key: str, value: Any) -> Change:
    """Set an attribute of many, None takes it away; `ticked` None: of all whom the list `query` shows the member.

    Raises WrongAttributes.
    """
    founds = not AttributeKind.objects.filter(key=key).exists()
    read = prepare({key: value}, by)[key]
    return _begin(
        Change(member_id=by.pk, verb="attribute", key=key, value=read.kept if read else None,
               plain=read.plain if read else None, founds=founds and read is not None, query=query),
        by, ticked, key,
    )  # fmt: skip


@transaction.atomic
def change_companies(*, by: Member, query: str, ticked: Collection[UUID] | None, company: Company) -> Change:
    """Have many be with a company from now on."""
    change = Change(member_id=by.pk, verb="company", company_id=company.pk, query=query)
    return _begin(change, by, ticked, company.name)


@transaction.atomic
def change_labels(*, by: Member, query: str, ticked: Collection[UUID] | None, label: Label, on: bool) -> Change:
    """Have many wear a label, or wear it no more."""
    change = Change(member_id=by.pk, verb="label" if on else "unlabel", value=str(label.pk), query=query)
    return _begin(change, by, ticked, label.name)


@transaction.atomic
def hand_over(*, by: Member, query: str, ticked: Collection[UUID] | None, to: Member | None) -> Change:
    """Have many be a member's from now on, None: nobody's. Raises CannotOwn."""
    if to is not None and not may_own(to):
        raise CannotOwn(to.name)
    change = Change(member_id=by.pk, verb="owner", value=str(to.pk) if to else None, query=query)
    return _begin(change, by, ticked, to.name if to else "")


@transaction.atomic
def hand_over_companies(*, by: Member, query: str, ticked: Collection[UUID] | None, to: Member | None) -> Change:
    """Have many companies be a member's from now on, None: nobody's. Raises CannotOwn."""
    if to is not None and not may_own(to):
        raise CannotOwn(to.name)
    change = Change(member_id=by.pk, verb=FIRMS, value=str(to.pk) if to else None, query=query)
    return _begin(change, by, ticked, to.name if to else "")


@transaction.atomic
def return_change(change: Change) -> Change:
    """Take all of it back, what was changed since excepted; one still under way is stopped."""
    held = Change.objects.select_for_update().get(pk=change.pk)
    if held.state in (State.GOING, State.DONE):
        held.state, held.reached, held.seen, held.total = State.RETURNING, None, 0, held.changed
        held.next_at, held.ended_at = clock.now(), None
        held.save()
        go_on(held)
    return held


def go_on(change: Change) -> None:
    """One chunk of a change that this transaction holds."""
    if change.state == State.GOING:
        _forth(change)
    elif change.state == State.RETURNING:
        _back(change)


def forget_old() -> None:
    """How it was before is kept as long as a change can be taken back."""
    Before.objects.filter(change__at__lt=clock.now() - KEPT).delete()


def _begin(change: Change, by: Member, ticked: Collection[UUID] | None, what: str) -> Change:
    """Begin, with a line of the audit log: who changed what of how many; no value, as it may name a person."""
    change.ticked = None if ticked is None else [str(key) for key in list(ticked)[:TICKED]]
    change.total = _rows(change, by).order_by().count()
    change.save(force_insert=True)
    what_was_done = {"n": str(change.total), "what": what}
    if change.verb == FIRMS:
        record("companies.given", kind="companies", object_id=change.pk, detail=what_was_done)
    else:
        record("customers.changed", kind="customers", object_id=change.pk, detail=what_was_done)
    go_on(change)
    return change


def _rows(change: Change, by: Member) -> Any:
    """Whom it concerns: nobody whom the member does not see, nobody who came later."""
    given = QueryDict(change.query)
    rows: Any = None
    if change.verb == FIRMS:
        rows = company_list.found(company_list.read(given), by)
    else:
        rows = listing.found(listing.read(given), by)
    if change.ticked is not None:
        rows = rows.filter(pk__in=change.ticked)
    return rows.filter(created_at__lte=change.at)


def _forth(change: Change) -> None:
    by = Member.objects.filter(pk=change.member_id, is_active=True).first()
    rows = _rows(change, by) if by else None
    keys: list[UUID] = []
    if rows is not None:
        ahead = rows.filter(pk__gt=change.reached) if change.reached else rows
        keys = list(ahead.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    changed = _chunk(change, keys, back=False)
    change.changed += len(changed)
    _reached(change, keys, changed, State.DONE)


def _back(change: Change) -> None:
    rows = Before.objects.filter(change_id=change.pk).order_by("customer_id")
    keys = list(rows.values_list("customer_id", flat=True)[:CHUNK])
    changed = _chunk(change, keys, back=True)
    change.returned += len(changed)
    _reached(change, keys, changed, State.RETURNED)
    if change.state == State.RETURNED and change.founds and not Attribute.objects.filter(key=change.key).exists():
        AttributeKind.objects.filter(key=change.key).delete()


def _chunk(change: Change, keys: list[UUID], *, back: bool) -> list[UUID]:
    """Change these, or put them back; who was really changed."""
    if change.verb == FIRMS:
        return firms.back(change, keys) if back else firms.forth(change, keys)
    if change.verb in marked.VERBS:
        return marked.back(change, keys) if back else marked.forth(change, keys)
    return _ask(_backward(change) if back else _forward(change), change, keys)


def _forward(change: Change) -> str:
    return _JOINED if change.verb == "company" else _TAKEN if change.value is None else _SET


def _backward(change: Change) -> str:
    return _PARTED if change.verb == "company" else _GIVEN_BACK if change.value is None else _BACK


def _ask(statement: str, change: Change, keys: list[UUID]) -> list[UUID]:
    if not keys:
        return []
    values: dict[str, Any] = {
        "workspace": change.workspace_id, "change": change.pk, "customers": array(keys), "key": change.key,
        "value": dump(change.value), "plain": change.plain, "company": change.company_id,
        "member": change.member_id, "at": change.at,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]


def _reached(change: Change, keys: list[UUID], changed: list[UUID], end: State) -> None:
    change.seen += len(keys)
    if len(keys) < CHUNK:
        change.state, change.ended_at = end, clock.now()
    change.reached = keys[-1] if keys else change.reached
    change.save()
    if changed and change.verb != FIRMS:
        events.publish(CustomersChanged(changed))
