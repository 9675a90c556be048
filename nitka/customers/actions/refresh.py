"""What triggers wrote down as out of date, computed anew: how customers stand on purposes, who is with which company,
what a company's people are together. Set-based: a fixed number of statements, whatever is out of date."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.customers.belonging import belong, belong_of
from nitka.customers.events import AgreementsChanged, CompaniesChanged, CompaniesJoined, CompaniesStood
from nitka.kit import events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

CHUNK = 2000  # lines that are taken at once
_TAKEN = """delete from customers_stale where workspace_id = %(workspace)s and id = any (array(
    select id from customers_stale where workspace_id = %(workspace)s order by id limit %(chunk)s))
    returning sort, subject_id"""
_AGREED = """
with own as materialized (
  select id, customer_id from customers_identity where workspace_id = %(workspace)s and customer_id = any(%(ids)s::uuid[])),
said as materialized (
  select o.customer_id, c.*, greatest(c.at, c.again_at) as last from own o
  join customers_consent c on c.workspace_id = %(workspace)s and c.identity_id = o.id),
off as (
  select distinct on (customer_id, purpose_id) * from said where everywhere
  order by customer_id, purpose_id, last desc, id desc),
stands as (  -- of each contact the last decision and the last question, as `agreed.STANDING` has it
  select distinct on (contact, purpose_id, answer = 'asked') * from (
    select customer_id, identity_id as contact, purpose_id, answer, last, id from said
    union all select off.customer_id, own.id, off.purpose_id, off.answer, off.last, off.id
    from off join own using (customer_id)) word
  order by contact, purpose_id, answer = 'asked', last desc, answer = 'withdrawn' desc, id desc),
state as (
  select customer_id, purpose_id, (array['given', 'withdrawn', 'asked'])[
    min(array_position(array['given', 'withdrawn', 'asked'], answer::text))] as state
  from stands group by 1, 2),
gone as (
  delete from customers_agreement a where a.workspace_id = %(workspace)s and a.customer_id = any(%(ids)s::uuid[])
  and not exists (select from state s where s.customer_id = a.customer_id and s.purpose_id = a.purpose_id)
  returning a.customer_id),
come as (
  insert into customers_agreement as a (id, workspace_id, customer_id, purpose_id, state)
  select uuidv7(), %(workspace)s, customer_id, purpose_id, state from state
  on conflict (workspace_id, customer_id, purpose_id) do update set state = excluded.state
  where a.state <> excluded.state returning a.customer_id)
select customer_id from gone union select customer_id from come
"""  # noqa: E501
# Of some customers or some companies ({which}) who is with which; answers the companies that it concerns, and who is
# with one (true) or is not since
_WITH = """
with {belong},
gone as (
  delete from customers_membership m where m.workspace_id = %(workspace)s and m.{which} = any(%(ids)s::uuid[])
  and not exists (select from belong b where b.company_id = m.company_id and b.customer_id = m.customer_id)
  returning m.company_id, m.customer_id),
come as (
  insert into customers_membership (id, workspace_id, company_id, customer_id)
  select uuidv7(), %(workspace)s, b.company_id, b.customer_id from belong b
  on conflict (workspace_id, customer_id, company_id) do nothing returning company_id, customer_id)
select company_id, customer_id, false from gone union select company_id, customer_id, true from come
union select company_id, null, false from belong
"""
# Whoever writes one of them at this moment does not see that they are with a company now, and so says nothing of its
# sums: they are waited for, and what they wrote is read. In the order in which everybody holds customers.
_HELD = """select from customers_customer where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[])
order by id for share"""
_SUMS = """
with one as (
  select m.company_id, c.orders, c.worth, c.currency, c.last_at, c.mood, c.rated_at from customers_membership m
  join customers_customer c on c.workspace_id = m.workspace_id and c.id = m.customer_id and c.merged_into_id is null
  where m.workspace_id = %(workspace)s and m.company_id = any(%(ids)s::uuid[])),
s as (
  select company_id, count(*) as people, sum(orders) as orders, max(last_at) as last_at,
    (array_agg(mood order by rated_at desc) filter (where rated_at is not null))[1] as mood,
    count(*) filter (where mood in (1, 2)) as unhappy
  from one group by 1),
m as (
  select company_id, (array_agg(worth order by orders desc, currency))[1] as worth,
    jsonb_agg(jsonb_build_array((worth / 10000.0)::text, currency) order by orders desc, currency)
      filter (where worth <> 0) as spent
  from (select company_id, currency, sum(worth) as worth, sum(orders) as orders from one where currency <> ''
    group by 1, 2) each group by 1),
k as (
  select o.id, coalesce(s.people, 0) as people, coalesce(s.orders, 0) as orders, coalesce(m.worth, 0) as worth,
    coalesce(m.spent, '[]') as spent, coalesce(s.mood, 0) as mood, coalesce(s.unhappy, 0) as unhappy,
    coalesce(s.last_at, o.created_at) as last_at
  from customers_company o left join s on s.company_id = o.id left join m on m.company_id = o.id
  where o.workspace_id = %(workspace)s and o.id = any(%(ids)s::uuid[]))
update customers_company o set people = k.people, orders = k.orders, worth = k.worth, spent = k.spent, mood = k.mood,
  unhappy = k.unhappy, last_at = k.last_at
from k where o.workspace_id = %(workspace)s and o.id = k.id
and (o.people, o.orders, o.worth, o.spent, o.mood, o.unhappy, o.last_at)
  is distinct from (k.people, k.orders, k.worth, k.spent, k.mood, k.unhappy, k.last_at)
returning o.id, (old.people, old.spent) is distinct from (new.people, new.spent)
"""


@transaction.atomic
def refresh_stale() -> int:
    """Compute a chunk of what is out of date in this workspace; how many lines that were.

    One at a time: of two each would compute from what it sees, and the older might write last. What commits meanwhile
    has written a line of its own.
    """
    workspace = require_workspace()
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"stale:{workspace}"])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKEN, {"workspace": workspace, "chunk": CHUNK})
        taken = cursor.fetchall()
    subjects: dict[str, set[UUID]] = defaultdict(set)
    for sort, key in taken:
        subjects[sort].add(key)
    customers = subjects["customer"] | _owners(subjects["identity"])
    _agreed(customers | _owners(subjects["again"]))
    moved = _run(
        _WITH.format(belong=belong_of("i.customer_id = any(%(ids)s::uuid[])"), which="customer_id"), customers
    ) + _run(
        _WITH.format(belong=belong("company_id = any(%(ids)s::uuid[])"), which="company_id"), subjects["company"]
    )
    _run(_HELD, {customer for _company, customer, came in moved if came})
    summed = _run(_SUMS, subjects["sums"] | subjects["company"] | {company for company, *_rest in moved})
    _tell({customer for _company, customer, _came in moved if customer}, {company for company, news in summed if news})
    _stood(subjects["company"] | subjects["firm"] | {company for company, customer, _came in moved if customer}
           | {company for company, _news in summed})  # fmt: skip
    return len(taken)


def _agreed(customers: Collection[UUID]) -> None:
    changed = _run(_AGREED, customers)
    if changed:
        events.publish(AgreementsChanged(sorted(customer for (customer,) in changed)))


def _tell(customers: Collection[UUID], companies: Collection[UUID]) -> None:
    """Who came or left, and whose people are together something else: one event of each, whatever was out of date."""
    if customers:
        events.publish(CompaniesJoined(sorted(customers)))
    if companies:
        events.publish(CompaniesChanged(sorted(companies), sums=True))


def _stood(companies: Collection[UUID]) -> None:
    if companies:
        events.publish(CompaniesStood(sorted(companies)))


def stale_companies() -> None:
    """Have all companies computed anew: mends what two who wrote at the same moment could not see of each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into customers_stale (id, workspace_id, sort, subject_id)"
            " select uuidv7(), workspace_id, 'company', id from customers_company where workspace_id = %s",
            [require_workspace()],
        )


def _owners(identities: Collection[UUID]) -> set[UUID]:
    found = _run("select customer_id from customers_identity where workspace_id = %(workspace)s"
                 " and id = any(%(ids)s::uuid[])", identities)  # fmt: skip
    return {customer for (customer,) in found}


def _run(statement: str, ids: Collection[UUID]) -> list[tuple[Any, ...]]:
    """What a statement over some ids answers; nothing where there are none."""
    if not ids:
        return []
    values: dict[str, Any] = {"workspace": require_workspace(), "ids": array(ids)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
