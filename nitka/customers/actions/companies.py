"""Companies: made, changed, put away; who is with them by hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from nitka.customers import domains as spelling
from nitka.customers.actions.enter import account_of
from nitka.customers.companies import Affiliation, Company, CompanyDomain
from nitka.customers.events import CompaniesChanged, CustomersChanged
from nitka.customers.models import Customer
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.text import scrub

SAME: Any = object()  # "leave it as it is", where None is a value
MOST = 20_000  # of one workspace


class WrongCompany(ValueError):
    """Some of it cannot be: field → why, in words."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


@transaction.atomic
def found_company(
    *, name: str, domains: Sequence[str] = (), parent: Company | None = None, member_id: UUID | None = None
) -> Company:
    """Make a company. Raises WrongCompany."""
    alone()
    company = Company(name=_name(name), parent_id=parent.pk if parent else None, member_id=member_id)
    wrong = _wrong_name(company.name) | _wrong_parent(company, parent)
    kept = _domains(company, domains, wrong)
    if Company.objects.count() >= MOST:
        wrong["name"] = _("At most %(n)s companies are kept") % {"n": MOST}
    if wrong:
        raise WrongCompany(wrong)
    company.save(force_insert=True)
    _put(company, kept, member_id)
    return company


@transaction.atomic
def change_company(
    *, company: Company, name: str | None = None, domains: Sequence[str] | None = None, parent: Any = SAME,
    member_id: UUID | None = None,
) -> Company:  # fmt: skip
    """Call it otherwise, give it these domains and no others, put it under another. Raises WrongCompany."""
    alone()
    company = Company.objects.get(pk=company.pk)
    wrong: dict[str, str] = {}
    if name is not None:
        company.name = _name(name)
        wrong |= _wrong_name(company.name)
    if parent is not SAME:
        wrong |= _wrong_parent(company, parent)
        company.parent_id = parent.pk if parent else None
    kept = None if domains is None else _domains(company, domains, wrong)
    if wrong:
        raise WrongCompany(wrong)
    company.save(update_fields=["name", "parent_id"])
    if kept is not None:
        _put(company, kept, member_id)
    events.publish(CompaniesChanged([company.pk]))
    return company


@transaction.atomic
def archive_company(*, company: Company) -> None:
    """Put it away: nobody is with it, its domains are free for another; `restore_company` brings it back."""
    alone()
    Company.objects.filter(pk=company.pk, archived_at=None).update(archived_at=clock.now())


@transaction.atomic
def restore_company(*, company: Company) -> None:
    """Bring it back, with what nobody has taken meanwhile."""
    alone()
    Company.objects.filter(pk=company.pk).update(archived_at=None)


@transaction.atomic
def affiliate(
    *, company: Company, customer: Customer, role: str = "", how: str = "hand", member_id: UUID | None = None
) -> None:
    """From now on they are with it, in this role. Said before in the same words: nothing happens."""
    identity = account_of(customer)  # before the company: so it is held by all who hold both
    _hold(company)
    role = " ".join(scrub(role).split())[:100]
    said = _said(company, identity.customer_id)
    if said and said[0].ended_at is None and said[0].role == role:
        return
    now = clock.now()
    _end(said, now)
    Affiliation.objects.create(
        company_id=company.pk, identity_id=identity.pk, role=role, how=how, member_id=member_id, at=now
    )
    events.publish(CustomersChanged([identity.customer_id]))


@transaction.atomic
def leave(*, company: Company, customer: Customer, member_id: UUID | None = None) -> None:
    """From now on they are not with it, whatever their address says; `rejoin` takes it back."""
    identity = account_of(customer)
    _hold(company)
    now, said = clock.now(), _said(company, identity.customer_id)
    if not _end(said, now):
        Affiliation.objects.create(
            company_id=company.pk, identity_id=identity.pk, role="", member_id=member_id, at=now, ended_at=now
        )
    events.publish(CustomersChanged([identity.customer_id]))


@transaction.atomic
def rejoin(*, company: Company, customer: Customer) -> None:
    """Take the last leaving back: they are with it by what they were before."""
    _hold(company)
    said = _said(company, customer.pk)
    if not said or said[0].ended_at is None:
        return
    last = [row for row in said if row.ended_at == said[0].ended_at]
    Affiliation.objects.filter(pk__in=[row.pk for row in last if row.at == row.ended_at]).delete()
    Affiliation.objects.filter(pk__in=[row.pk for row in last if row.at != row.ended_at]).update(ended_at=None)
    events.publish(CustomersChanged([customer.pk]))


def alone() -> None:
    """One change of companies at a time in a workspace: no circle, no domain twice."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"companies:{require_workspace()}"])


def _hold(company: Company) -> None:
    held = Company.objects.select_for_update().get(pk=company.pk)
    if held.archived_at:
        raise WrongCompany({"company": _("This company is in the archive: bring it back first")})


def _said(company: Company, customer_id: UUID) -> list[Affiliation]:
    """The words on a person, the newest first."""
    rows = Affiliation.objects.filter(company_id=company.pk, identity__customer_id=customer_id)
    return sorted(rows, key=lambda row: (row.ended_at or row.at, row.ended_at is None, row.pk), reverse=True)


def _end(said: Sequence[Affiliation], now: Any) -> int:
    open_ = [row.pk for row in said if row.ended_at is None]
    return Affiliation.objects.filter(pk__in=open_).update(ended_at=now) if open_ else 0


def _name(text: str) -> str:
    return " ".join(scrub(text).split())


def _wrong_name(name: str) -> dict[str, str]:
    if not name:
        return {"name": _("A company needs a name")}
    return {"name": _("At most 200 characters")} if len(name) > 200 else {}


def _wrong_parent(company: Company, parent: Company | None) -> dict[str, str]:
    """No circles: going up from the parent must not lead back."""
    above: dict[UUID, tuple[UUID | None, Any]] = {}
    if parent is not None:
        above = {key: (up, gone) for key, up, gone in Company.objects.values_list("pk", "parent_id", "archived_at")}
        if above.get(parent.pk, (None, True))[1]:
            return {"parent": _("There is no such company")}
    at, seen = parent.pk if parent else None, set[UUID]()
    while at is not None and at not in seen:
        if at == company.pk:
            return {"parent": _("%(name)s is part of it already: companies cannot contain each other")
                    % {"name": parent.name if parent and parent.pk != company.pk else company.name}}  # fmt: skip
        seen.add(at)
        at = above[at][0] if at in above else None
    return {}


def _domains(company: Company, given: Sequence[str], wrong: dict[str, str]) -> list[str]:
    """Their one spelling; what cannot be goes into `wrong`."""
    kept: list[str] = []
    said: list[str] = []
    for text in given:
        domain = spelling.spell(text)
        if domain is None:
            said.append(_("Not a domain: %(text)s") % {"text": text[:80]})
        elif why := spelling.refusal(domain):
            said.append(why)
        elif domain not in kept:
            kept.append(domain)
    if len(kept) > spelling.MOST:
        said.append(_("At most %(n)s domains") % {"n": spelling.MOST})
    taken = CompanyDomain.objects.filter(domain__in=kept, company__archived_at=None).exclude(company_id=company.pk)
    said += [
        _("%(domain)s is %(company)s’s") % {"domain": row.domain, "company": row.company.name}
        for row in taken.select_related("company").order_by("domain")
    ]
    if said:
        wrong["domains"] = ". ".join(said[:5])
    return kept


def _put(company: Company, domains: Sequence[str], member_id: UUID | None) -> None:
    CompanyDomain.objects.filter(company_id=company.pk).exclude(domain__in=domains).delete()
    CompanyDomain.objects.filter(domain__in=domains).exclude(company_id=company.pk).delete()  # an archived one's
    known = set(CompanyDomain.objects.filter(company_id=company.pk).values_list("domain", flat=True))
    CompanyDomain.objects.bulk_create(
        CompanyDomain(company_id=company.pk, domain=domain, member_id=member_id)
        for domain in domains if domain not in known
    )  # fmt: skip
