"""Who is with which company: read from proven addresses and from what was said by hand, and summed over its people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from nitka.accounts.models import Member
from nitka.customers import queries
from nitka.customers.companies import Company
from nitka.customers.models import Customer
from nitka.kit.db.ahead import Soon, ask
from nitka.kit.db.bulk import array

# The newest word on a person, else a proven address at one of the domains. `{of_said}`, `{of_known}` narrow it.
_BELONG = """
said as (
  select distinct on (a.company_id, i.customer_id)
    a.company_id, i.customer_id, a.role, a.how, a.member_id, a.at, a.ended_at is null as inside
  from customers_affiliation a
  join customers_company o on o.workspace_id = a.workspace_id and o.id = a.company_id and o.archived_at is null
  join customers_identity i on i.workspace_id = a.workspace_id and i.id = a.identity_id
  where {of_said}
  order by a.company_id, i.customer_id, coalesce(a.ended_at, a.at) desc, a.ended_at is null desc, a.id desc),
known as (
  select d.company_id, i.customer_id, min(d.domain) as domain
  from customers_company_domain d
  join customers_company o on o.workspace_id = d.workspace_id and o.id = d.company_id and o.archived_at is null
  join customers_identity i on i.workspace_id = d.workspace_id and i.domain = d.domain
    and i.kind = 'email' and i.status = 'verified'
  where {of_known} group by 1, 2),
belong as (
  select company_id, customer_id, coalesce(s.role, '') as role, coalesce(s.how, '') as how, s.member_id, s.at,
    coalesce(k.domain, '') as domain
  from said s full join known k using (company_id, customer_id) where s.inside is not false)
"""


@dataclass(frozen=True, slots=True)
class Belongs:
    """A customer is with a company: by an address at `domain`, or by hand (`how`, by whom, since when)."""

    company_id: UUID
    customer_id: UUID
    role: str
    how: str
    member_id: UUID | None
    at: datetime | None
    domain: str


@dataclass(slots=True)
class Sums:
    """What its people are together; `spent` by currency, the one with most orders first."""

    people: int = 0
    orders: int = 0
    spent: list[tuple[Decimal, str]] = field(default_factory=list)
    last_at: datetime | None = None
    mood: int = 0  # the face of the last rating
    unhappy: int = 0  # people whose last rating was bad


def people(companies: Collection[UUID], member: Member | None) -> "QuerySet[Customer]":
    """The customers with any of some companies, as far as a member sees them."""
    return queries.visible_to(member).filter(pk__in=_with(companies))


def stating(companies: Collection[UUID], member: Member | None) -> "QuerySet[Customer]":
    """Who says that an address at one of the domains is theirs, and is not with the company: nobody has proven it."""
    stated = (
        "select i.customer_id from customers_company_domain d join customers_identity i"
        " on i.workspace_id = d.workspace_id and i.domain = d.domain and i.kind = 'email' and i.status <> 'verified'"
        " where d.company_id = any(%s::uuid[]) and not exists (select from customers_affiliation a"
        " join customers_identity o on o.workspace_id = a.workspace_id and o.id = a.identity_id"
        " where a.company_id = d.company_id and o.customer_id = i.customer_id)"
    )
    said = RawSQL(stated, [array(companies)], output_field=UUIDField())  # noqa: S611 (a constant)
    return queries.visible_to(member).filter(pk__in=said).exclude(pk__in=_with(companies))


def how(companies: Collection[UUID], customers: Collection[UUID]) -> dict[UUID, Belongs]:
    """Customer → how they are with one of some companies, the first of those they are with. One statement."""
    with connection.cursor() as cursor:
        statement = _BELONG.format(
            of_said="a.company_id = any(%s::uuid[]) and i.customer_id = any(%s::uuid[])",
            of_known="d.company_id = any(%s::uuid[]) and i.customer_id = any(%s::uuid[])",
        )
        cursor.execute(f"with {statement} select * from belong", [array(companies), array(customers)] * 2)  # noqa: S608
        found = [Belongs(*row) for row in cursor.fetchall()]
    rank = {key: n for n, key in enumerate(companies)}
    return {one.customer_id: one for one in sorted(found, key=lambda one: rank[one.company_id], reverse=True)}


def companies_of(customers: Collection[UUID]) -> dict[UUID, list[tuple[UUID, str, str]]]:
    """Customer → the companies they are with (id, name, role), by name. One statement."""
    found: dict[UUID, list[tuple[UUID, str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(of_customers("any(%s::uuid[])"), [array(customers)] * 2)
        for customer, *rest in cursor.fetchall():
            found[customer].append((rest[0], rest[1], rest[2]))
    return found


def ask_companies(customer_id: UUID) -> Soon[list[tuple[UUID, str, str]]]:
    """Ask for the companies that one customer is with."""
    return ask(of_customers("%(customer)s"), {"customer": customer_id}, lambda rows: [row[1:] for row in rows])


def of_customers(whose: str) -> str:
    """The statement of `companies_of`, for those who are = `whose` (asked twice): a larger one may hold it."""
    which = f"i.customer_id = {whose}"
    return (
        f"with {belong_of(which)}"  # noqa: S608 (constants)
        " select b.customer_id, o.id, o.name, b.role from belong b"
        " join customers_company o on o.id = b.company_id order by lower(o.name), o.id"
    )


def of_everybody() -> str:
    """The statement of who is with which company (`customer_id`, `id`, `role`): a larger one may hold it. Takes no
    values."""
    everybody = _BELONG.format(of_said="true", of_known="true")
    return f"with {everybody} select customer_id, company_id as id, role from belong"  # noqa: S608 (constants)


def sums(companies: Sequence[UUID], member: Member | None, *, together: bool = False) -> dict[UUID, Sums]:
    """Company → the sum of its people, as far as a member sees them. One statement.

    `together`: one sum, under the first company's id, in which who is with several counts once.
    """
    found: dict[UUID, Sums] = {key: Sums() for key in companies}
    seen, values = seen_sql(member)
    which = "%s::uuid as company_id" if together else "b.company_id"
    with connection.cursor() as cursor:
        cursor.execute(
            f"with seen as ({seen}), {belong('company_id = any(%s::uuid[])')},"  # noqa: S608 (constants)
            f" one as (select distinct {which}, c.* from belong b join seen c on c.id = b.customer_id)"
            " select company_id, currency, count(*), sum(orders), sum(spent), max(last_at),"
            "  (array_agg(mood order by rated_at desc) filter (where rated_at is not null))[1], max(rated_at),"
            "  count(*) filter (where mood in (1, 2))"
            " from one group by 1, 2 order by 1, sum(orders) desc, 2",
            [*values, array(companies), array(companies), *([companies[0]] if together and companies else [])],
        )
        rated: dict[UUID, datetime] = {}
        for key, currency, n, orders, spent, last_at, mood, rated_at, unhappy in cursor.fetchall():
            sum_ = found[key]
            sum_.people, sum_.orders, sum_.unhappy = sum_.people + n, sum_.orders + orders, sum_.unhappy + unhappy
            sum_.last_at = max(filter(None, (sum_.last_at, last_at)), default=None)
            if currency and spent:
                sum_.spent.append((spent, currency))
            if rated_at and (key not in rated or rated[key] < rated_at):
                rated[key], sum_.mood = rated_at, mood
    return found


def belong(which: str) -> str:
    """The common table expression `belong`, its companies narrowed by a condition on `company_id` (asked twice)."""
    return _BELONG.format(of_said=f"a.{which}", of_known=f"d.{which}")


def belong_of(which: str) -> str:
    """The same, its people narrowed by a condition on their identities `i` (asked twice)."""
    return _BELONG.format(of_said=which, of_known=which)


def seen_sql(member: Member | None) -> tuple[str, Sequence[Any]]:
    """What a member sees of customers, as SQL and its values."""
    rows = queries.visible_to(member).order_by()
    try:
        return rows.values("id", "orders", "spent", "currency", "last_at", "mood", "rated_at").query.sql_with_params()
    except EmptyResultSet:
        return "select id, orders, spent, currency, last_at, mood, rated_at from customers_customer where false", ()


def with_parts(company: Company) -> list[UUID]:
    """A company and all that are part of it, however deep; what is in the archive is left out."""
    below: dict[UUID | None, list[UUID]] = defaultdict(list)
    for key, above in Company.objects.filter(archived_at=None).values_list("pk", "parent_id"):
        below[above].append(key)
    found: dict[UUID, None] = {company.pk: None}
    _descend(below, [company.pk], found)
    return list(found)


def _descend(below: dict[UUID | None, list[UUID]], level: Iterable[UUID], found: dict[UUID, None]) -> None:
    while level := [key for above in level for key in below[above] if key not in found]:
        found |= dict.fromkeys(level)


def _with(companies: Collection[UUID]) -> RawSQL:
    statement = f"with {belong('company_id = any(%s::uuid[])')} select customer_id from belong"  # noqa: S608
    return RawSQL(statement, [array(companies)] * 2, output_field=UUIDField())  # noqa: S611 (a constant)
