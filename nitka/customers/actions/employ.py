"""Where people of a file work: companies found by domain or name, or made, and who is with them. A batch at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nitka.customers import domains as spelling
from nitka.customers.actions.companies import MOST, alone
from nitka.customers.actions.journal import row
from nitka.customers.companies import Company, CompanyDomain
from nitka.customers.events import CustomersChanged
from nitka.kit import events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked, insert
from nitka.kit.text import dump, scrub

BY_DOMAIN = """select d.domain, c.id from json_array_elements_text(%s) as g (domain)
    join customers_company_domain d on d.domain = g.domain
    join customers_company c on c.workspace_id = d.workspace_id and c.id = d.company_id and c.archived_at is null"""
BY_NAME = """select distinct on (g.name) g.name, c.id from json_array_elements_text(%s) as g (name)
    join customers_company c on lower(c.name) = g.name and c.archived_at is null order by g.name, c.created_at, c.id"""
# Whoever was ever said to be with it, or not: that word stands
_WITH = """
insert into customers_affiliation (id, workspace_id, company_id, identity_id, role, how, member_id, at)
select uuidv7(), %(workspace)s, g.company_id, g.identity_id, g.role, 'import', %(member)s, %(at)s from (
  select distinct on (g.company_id, i.customer_id) g.company_id, g.identity_id, g.role, i.customer_id
  from json_to_recordset(%(rows)s) as g (company_id uuid, identity_id uuid, role varchar)
  join customers_identity i on i.workspace_id = %(workspace)s and i.id = g.identity_id
  order by g.company_id, i.customer_id) g
where not exists (select from customers_affiliation a
  join customers_identity o on o.workspace_id = a.workspace_id and o.id = a.identity_id
  where a.workspace_id = %(workspace)s and a.company_id = g.company_id and o.customer_id = g.customer_id)
returning identity_id
"""
_PART = """delete from customers_affiliation where workspace_id = %s and identity_id = any(%s::uuid[])
    and how = 'import' and at = %s returning identity_id"""
UNUSED = """select c.id from customers_company c where c.workspace_id = %(workspace)s and c.created_at = %(at)s
    and c.member_id = %(member)s
    and not exists (select from customers_affiliation a where a.workspace_id = c.workspace_id and a.company_id = c.id)
    and not exists (select from customers_company p where p.workspace_id = c.workspace_id and p.parent_id = c.id)
    and not exists (select from customers_company_key k where k.workspace_id = c.workspace_id and k.company_id = c.id)
    and not exists (select from customers_company_domain d where d.workspace_id = c.workspace_id and d.company_id = c.id
        and (d.at <> c.created_at or exists (select from customers_identity i
            where i.workspace_id = d.workspace_id and i.domain = d.domain)))"""


@dataclass(frozen=True, slots=True)
class Job:
    """Somebody of a file works there: at least one of name and domain is given."""

    identity_id: UUID
    name: str = ""
    domain: str = ""
    role: str = ""

    @property
    def called(self) -> str:
        """What the company is called if it has to be made."""
        return " ".join(scrub(self.name or self.domain).split())[:200]


def employ(jobs: Sequence[Job], *, at: datetime, member_id: UUID) -> set[UUID]:
    """Who is with which company from now on; answers the identities of which that was news.

    A company is known by its domain, then by its name; else it is made. A fixed number of statements. `at` and
    `member_id` are what `dismiss` and `unfound` know it by.
    """
    if not jobs:
        return set()
    alone()
    by_domain: dict[str, UUID] = dict(asked(BY_DOMAIN, [dump(sorted({job.domain for job in jobs if job.domain}))]))
    by_name: dict[str, UUID] = dict(asked(BY_NAME, [dump(sorted({job.called.lower() for job in jobs}))]))
    _make([job for job in jobs if job.domain not in by_domain and job.called.lower() not in by_name],
          by_domain, by_name, at, member_id)  # fmt: skip
    rows = [
        {"company_id": company, "identity_id": job.identity_id, "role": " ".join(scrub(job.role).split())[:100]}
        for job in jobs if (company := by_domain.get(job.domain) or by_name.get(job.called.lower()))
    ]  # fmt: skip
    given = {"workspace": require_workspace(), "member": member_id, "at": at, "rows": dump(rows)}
    news = {key for (key,) in asked(_WITH, given)}
    _tell(news)
    return news


def dismiss(*, identities: Collection[UUID], at: datetime) -> None:
    """What a file said of whom somebody works for is taken back."""
    _tell({key for (key,) in asked(_PART, [require_workspace(), array(identities), at])})


def unfound(*, at: datetime, member_id: UUID) -> int:
    """Companies that only a file knew go, unless somebody is with them since or their address says so."""
    given = {"workspace": require_workspace(), "at": at, "member": member_id}
    gone = [key for (key,) in asked(UNUSED, given)]
    CompanyDomain.objects.filter(company_id__in=gone).delete()
    Company.objects.filter(pk__in=gone).delete()
    return len(gone)


def _make(
    jobs: Iterable[Job], by_domain: dict[str, UUID], by_name: dict[str, UUID], at: datetime, member_id: UUID
) -> None:
    room = MOST - Company.objects.count()
    made: list[Company] = []
    domains: list[CompanyDomain] = []
    for job in jobs:
        name = job.called.lower()
        if job.domain in by_domain or name in by_name or len(made) >= room:
            continue
        company = Company(name=job.called, member_id=member_id, created_at=at)
        made.append(company)
        by_name[name] = company.pk
        if job.domain and not spelling.refusal(job.domain):
            by_domain[job.domain] = company.pk
            domains.append(row(CompanyDomain, company_id=company.pk, domain=job.domain, member_id=member_id, at=at))
    insert(made)
    CompanyDomain.objects.filter(domain__in=[one.domain for one in domains]).delete()  # an archived one's
    insert(domains)


def _tell(identities: Collection[UUID]) -> None:
    if identities:
        statement = "select distinct customer_id from customers_identity where id = any(%s::uuid[])"
        events.publish(CustomersChanged(sorted(key for (key,) in asked(statement, [array(identities)]))))
