"""`companies`: organisations and who is with them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from nitka.accounts.models import Member
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.companies import CompanyChange, CompanyGiven, CompanyPersonGiven, CompanyPersonRow, CompanyRow
from nitka.api.views.common import Key, acting, allow, answers, customer_or_404, money, rows
from nitka.api.views.labels import member_or_problem
from nitka.customers import actions, belonging, company_list
from nitka.customers.models import Company, Customer
from nitka.customers.policies import can_keep_companies

router = Router(tags=["companies"])


@router.get("companies", response=answers(200, Rows[CompanyRow]))
def companies(request: HttpRequest, page: Query[Page]) -> Any:
    """Companies, newest first; those in the archive are left out."""
    data, following = newest(Company.objects.filter(archived_at=None), page)
    return rows(described(data, acting(request)), following)


@router.get("companies/{uuid:company_id}", response=answers(200, CompanyRow))
def company(request: HttpRequest, company_id: UUID) -> Any:
    """One company, in the archive too."""
    return described([_company(company_id)], acting(request))[0]


@router.post("companies", response=answers(201, CompanyRow))
def create(request: HttpRequest, given: CompanyGiven, idempotency_key: Key = None) -> Any:
    """Make a company."""
    allow(request, can_keep_companies)
    try:
        made = actions.found_company(name=given.name, domains=given.domains, parent=_parent(given.parent))
    except actions.WrongCompany as problem:
        raise Problem("invalid", fields=problem.fields) from None
    return Status(201, described([made], acting(request))[0])


@router.patch("companies/{uuid:company_id}", response=answers(200, CompanyRow))
def change(request: HttpRequest, company_id: UUID, given: CompanyChange) -> Any:
    """Change its name, domains, parent or owner (null: none); the others stay."""
    allow(request, can_keep_companies)
    found = _company(company_id)
    above: Any = _parent(given.parent) if "parent" in given.model_fields_set else actions.SAME
    try:
        found = actions.change_company(company=found, name=given.name, domains=given.domains, parent=above)
    except actions.WrongCompany as problem:
        raise Problem("invalid", fields=problem.fields) from None
    if "owner" in given.model_fields_set:
        _give(request, found, given.owner)
    return described([found], acting(request))[0]


@router.get("companies/{uuid:company_id}/people", response=answers(200, Rows[CompanyPersonRow]))
def people(request: HttpRequest, company_id: UUID, page: Query[Page]) -> Any:
    """Who is with it, the newest customer first."""
    found = _company(company_id)
    data, following = newest(belonging.people([found.pk], acting(request)), page, by="created_at")
    return rows(_people(found, data), following)


@router.post("companies/{uuid:company_id}/people", response=answers(201, CompanyPersonRow))
def add(request: HttpRequest, company_id: UUID, given: CompanyPersonGiven, idempotency_key: Key = None) -> Any:
    """A customer is with it from now on, in this role; with `left` they are not, whatever their address says."""
    allow(request, can_keep_companies)
    found, who = _company(company_id), customer_or_404(request, given.customer)
    try:
        if given.left:
            actions.leave(company=found, customer=who)
            return Status(201, {"customer": who.pk, "role": "", "how": "left", "domain": ""})
        actions.affiliate(company=found, customer=who, role=given.role, how="api")
    except actions.WrongCompany as problem:
        raise Problem("invalid", fields=problem.fields) from None
    return Status(201, _people(found, [who])[0])


def _company(key: UUID) -> Company:
    found = Company.objects.filter(pk=key).first()
    if found is None:
        raise Problem("not_found")
    return found


def _give(request: HttpRequest, company: Company, owner: UUID | None) -> None:
    by = acting(request)
    try:
        actions.give_company(company=company, to=member_or_problem(owner), by=by.pk if by else None)
    except actions.CannotOwn:
        raise Problem("invalid", fields={"owner": "they left, or only look on"}) from None


def _parent(key: UUID | None) -> Company | None:
    return _company(key) if key else None


def described(found: Sequence[Company], member: Member | None, *, kept: bool = False) -> list[dict[str, Any]]:
    """Companies as the API answers them. `kept`: with everybody’s sums as they were computed last."""
    return [
        {
            "id": line.company.pk,
            "name": line.company.name,
            "domains": line.domains,
            "parent": line.company.parent_id,
            "owner": line.company.owner_id,
            "created_at": line.company.created_at,
            "archived_at": line.company.archived_at,
            "people": line.sums.people,
            "orders": line.sums.orders,
            "spent": [money(amount, currency) for amount, currency in line.sums.spent],
            "last_at": line.sums.last_at,
        }
        for line in company_list.lines([one.pk for one in found], member, kept=kept)
    ]


def _people(found: Company, customers: Sequence[Customer]) -> list[dict[str, Any]]:
    how = belonging.how([found.pk], [one.pk for one in customers])
    return [
        {"customer": key, "role": how[key].role, "how": how[key].how, "domain": how[key].domain}
        for key in (one.pk for one in customers)
        if key in how
    ]
