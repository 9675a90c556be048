"""The companies' list: what is asked for, and a page of it by the key of its last row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers import owners
from nitka.customers.belonging import Sums, belong, seen_sql, sums
from nitka.customers.companies import Company, CompanyDomain
from nitka.kit import slots

PAGE = 50
COUNTED = 1000  # beyond it a list says "more than"
# What a list is sorted by, each a value of one company; a sum looks at the people of all of them
_VALUES = {
    "name": "lower(o.name)",
    "people": "coalesce(s.people, 0)",
    "orders": "coalesce(s.orders, 0)",
    "spent": "coalesce(m.spent, 0)",
    "last": "coalesce(s.last_at, o.created_at)",
}
COLUMNS: dict[str, str | Promise] = {
    "people": _("People"),
    "spent": _("Purchases"),
    "orders": _("Orders"),
    "last": pgettext_lazy("customers", "Last"),
    "mood": _("Rating"),
    "owner": pgettext_lazy("customers", "Owner"),
}
# The same as the columns that are kept of everybody's people: an index gives the order
_KEPT = {"people": "o.people", "orders": "o.orders", "spent": "o.worth", "last": "o.last_at"}
_SUMMED = """with seen as ({seen}), {belong},
one as (select b.company_id, c.* from belong b join seen c on c.id = b.customer_id),
s as (select company_id, count(*) as people, sum(orders) as orders, max(last_at) as last_at from one group by 1),
m as (select distinct on (company_id) company_id, sum(spent) as spent from one where currency <> ''
  group by company_id, currency order by company_id, sum(orders) desc, currency)"""
_PAGE = """{head} select o.id, {value} from customers_company o {joined}
where {narrow} order by {value} {way}, o.id {way} limit %s"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for and in which order; anything that makes no sense is left out."""

    q: str = ""
    sort: str = "name"
    turned: bool = False  # a name goes down, a sum goes up
    archive: bool = False
    owner: str = ""  # "me", "none", the id of a member
    segment: str = ""  # the id of a segment of companies: the slot "companies.in_segment" says which are in it

    @property
    def up(self) -> bool:
        """Whether the smallest stands first."""
        return (self.sort == "name") != self.turned

    def query(self, **changes: str) -> str:
        """The address of the same with changes, from its beginning."""
        values = {
            "q": self.q, "sort": self.sort if self.sort != "name" else "", "turned": "1" if self.turned else "",
            "view": "archive" if self.archive else "", "owner": self.owner, "segment": self.segment, **changes,
        }  # fmt: skip
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """A company as a list shows it."""

    company: Company
    domains: list[str]
    sums: Sums
    owner: str = ""  # who answers for it


def read(given: Mapping[str, str]) -> Asked:
    """From the query of an address."""
    return Asked(
        q=" ".join(given.get("q", "").replace("\x00", "").split())[:120],
        sort=given.get("sort", "") if given.get("sort", "") in _VALUES else "name",
        turned=given.get("turned") == "1",
        archive=given.get("view") == "archive",
        owner=owners.asked(given.get("owner", "")),
        segment=_id(given.get("segment", "")),
    )


def _id(text: str) -> str:
    try:
        return str(UUID(text[:40]))
    except ValueError:
        return ""


def page(asked: Asked, member: Member, after: str = "", most: int = PAGE) -> tuple[list[Line], str]:
    """The lines after a place, and the next place; raises ValueError for a place that is none. Five statements."""
    rows = _ordered(asked, member, after, most + 1)
    shown = [key for key, _ in rows[:most]]
    value = rows[most - 1][1] if len(rows) > most else None
    mark = value.isoformat() if isinstance(value, datetime) else value
    return lines(shown, member, kept=sees_all(member)), f"{mark}~{shown[-1]}" if len(rows) > most else ""


def found(asked: Asked, member: Member) -> "QuerySet[Company]":
    """All that a list shows a member, in no order."""
    narrow, values = _narrow(asked, member)
    ids = f"select o.id from customers_company o where {narrow}"  # noqa: S608 (values are bound)
    return Company.objects.filter(pk__in=RawSQL(ids, values))  # noqa: S611


def lines(keys: list[UUID], member: Member | None, *, kept: bool = False) -> list[Line]:
    """Companies in this order, with their domains and the sums of their people and whose they are. Four statements.

    `kept`: the sums as they were computed last, of everybody's people; one statement less.
    """
    known = Company.objects.in_bulk(keys)
    domains: dict[UUID, list[str]] = {key: [] for key in keys}
    for key, domain in (
        CompanyDomain.objects.filter(company_id__in=keys).values_list("company_id", "domain").order_by("at")
    ):
        domains[key].append(domain)
    names = owners.ask_names({one.owner_id for one in known.values() if one.owner_id})
    summed = {key: _kept_sums(one) for key, one in known.items()} if kept else sums(keys, member)
    called = names.get()
    return [
        Line(one, domains[key], summed[key], called.get(one.owner_id, "") if one.owner_id else "")
        for key in keys if (one := known.get(key))
    ]  # fmt: skip


def _kept_sums(company: Company) -> Sums:
    spent = [(Decimal(amount), currency) for amount, currency in company.spent]
    last_at = company.last_at if company.people else None
    return Sums(company.people, company.orders, spent, last_at, company.mood, company.unhappy)


def _ordered(asked: Asked, member: Member, after: str, most: int) -> list[tuple[UUID, Any]]:
    kept = _KEPT.get(asked.sort) if sees_all(member) else None
    value, way = kept or _VALUES[asked.sort], "asc" if asked.up else "desc"
    head, joined, values = "", "", list[Any]()
    if asked.sort != "name" and not kept:
        seen, of_seen = seen_sql(member)
        head, joined = _SUMMED.format(seen=seen, belong=belong("company_id is not null")), (
            "left join s on s.company_id = o.id left join m on m.company_id = o.id")  # fmt: skip
        values += of_seen
    narrow, narrowed = _narrow(asked, member)
    values += narrowed
    if after:
        narrow += f" and ({value}, o.id) {'>' if asked.up else '<'} (%s, %s)"
        mark, key = _place(asked.sort, after)
        values += [int(mark) if kept and isinstance(mark, Decimal) else mark, key]  # what an index can be entered by
    with connection.cursor() as cursor:
        statement = _PAGE.format(head=head, value=value, joined=joined, narrow=narrow, way=way)
        cursor.execute(statement, [*values, most])
        found: list[tuple[UUID, Any]] = cursor.fetchall()
        return found


def _narrow(asked: Asked, member: Member) -> tuple[str, list[Any]]:
    """The conditions on a company `o`, and their values."""
    narrow, values = "(o.archived_at is null) = %s", list[Any]([not asked.archive])
    if asked.q:
        like = "%" + asked.q.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        narrow += (" and (lower(o.name) like %s or exists (select from customers_company_domain d"
                   " where d.company_id = o.id and d.domain like %s))")  # fmt: skip
        values += [like, like]
    if asked.owner == owners.NOBODYS:
        narrow += " and o.owner_id is null"
    elif asked.owner:
        narrow += " and o.owner_id = %s"
        values.append(member.pk if asked.owner == owners.MINE else UUID(asked.owner))
    if asked.segment:
        for condition in slots.fillers("companies.in_segment"):
            narrow += f" and {condition()}"
            values.append(UUID(asked.segment))
    return narrow, values


def _place(sort: str, after: str) -> list[Any]:
    text, _sign, key = after.rpartition("~")
    if sort == "name":
        return [text, UUID(key)]
    if sort == "last":
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise ValueError(after)
        return [at, UUID(key)]
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(after) from None
    if not number.is_finite() or abs(number) > 10**15:
        raise ValueError(after)
    return [number, UUID(key)]
