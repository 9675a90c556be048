"""What a program said of companies is taken back: who is with them, and those that only it knew."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from nitka.customers.actions.companies import alone
from nitka.customers.companies import Company, CompanyDomain, CompanyKey
from nitka.customers.events import CompaniesChanged, CustomersChanged
from nitka.kit import events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked

_PART = """
delete from customers_affiliation a using customers_identity i
where a.workspace_id = %(workspace)s and a.company_id = any(%(companies)s::uuid[]) and a.how = 'api'
  and a.ended_at is null and a.at >= %(since)s and i.workspace_id = a.workspace_id and i.id = a.identity_id
returning i.customer_id
"""
# As the program called it, and nothing hangs on it that the program did not say
_UNUSED = """
select c.id from customers_company c
join customers_company_key k on k.workspace_id = c.workspace_id and k.company_id = c.id
  and k.source_id = %(source)s and c.name in (k.said, k.key)
where c.workspace_id = %(workspace)s and c.id = any(%(companies)s::uuid[]) and c.parent_id is null
  and c.archived_at is null and c.member_id is null and c.created_at >= %(since)s
  and not exists (select from customers_affiliation a where a.workspace_id = c.workspace_id and a.company_id = c.id)
  and not exists (select from customers_company p where p.workspace_id = c.workspace_id and p.parent_id = c.id)
  and not exists (select from customers_company_key o where o.workspace_id = c.workspace_id and o.company_id = c.id
    and o.source_id <> k.source_id)
  and not exists (select from customers_company_domain d where d.workspace_id = c.workspace_id and d.company_id = c.id
    and (d.member_id is not null or exists (select from customers_identity i
      where i.workspace_id = d.workspace_id and i.domain = d.domain)))
"""


@transaction.atomic
def untell_companies(companies: Collection[UUID], *, source_id: UUID, since: datetime) -> set[UUID]:
    """Take back what a source said of companies since a time: its people are with them no more, and those go that it
    made and that nobody has used since. Which are gone."""
    alone()
    values = {"workspace": require_workspace(), "companies": array(companies), "source": source_id, "since": since}
    parted = {key for (key,) in asked(_PART, values)}
    gone = _as_many_as_can_be([key for (key,) in asked(_UNUSED, values)])
    if parted:
        events.publish(CustomersChanged(sorted(parted)))
    if stay := set(companies) - gone:
        events.publish(CompaniesChanged(sorted(stay)))
    return gone


def _as_many_as_can_be(ids: list[UUID]) -> set[UUID]:
    if not ids:
        return set()
    try:
        with transaction.atomic():
            for of in (CompanyKey, CompanyDomain):
                of.objects.filter(company_id__in=ids).delete()
            Company.objects.filter(pk__in=ids).delete()
            return set(ids)
    except IntegrityError:
        half = len(ids) // 2
        return set() if len(ids) == 1 else _as_many_as_can_be(ids[:half]) | _as_many_as_can_be(ids[half:])
