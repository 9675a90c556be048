"""A company's page: what it is, who is with it, what they are together."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nitka.accounts.asking import member_of, workspace_of
from nitka.customers import belonging, listing, owners
from nitka.customers.belonging import Belongs
from nitka.customers.companies import Company
from nitka.customers.models import Customer
from nitka.customers.names import members, names_of
from nitka.customers.policies import can_keep_companies
from nitka.kit import slots
from nitka.ui import words

BY_LAST = listing.Asked()  # the latest contact first
STATING = 20


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the company: how, and who said so."""

    customer: Customer
    name: str
    belongs: Belongs
    by: str


def whole(request: HttpRequest, found: Company, status: int = 200, **more: Any) -> HttpResponse:
    """The page; `more` is for the part `people`. With `?parts=1` what is part of the company counts, too."""
    member = member_of(request)
    keys = belonging.with_parts(found)
    parts = request.GET.get("parts") == "1" and len(keys) > 1
    counted = keys if parts else keys[:1]
    people = told(request, found, counted)
    if request.headers.get("Nitka-Part", "").split() == ["people"]:
        return render(request, "customers/_company_answer.html", people | more, status=status)
    people_of_ours = owners.ask_owners([found.owner_id] if found.owner_id else []).get()
    slug = workspace_of(request).slug
    sums = belonging.sums(counted, member, together=True)[found.pk]
    recent = {one.customer.pk: one.name for one in people["people"]}
    context = people | more | {
        "sums": sums, "spent": money(sums), "with_parts": parts, "keeps": can_keep_companies(member),
        "members": [one for one in people_of_ours if one.active],
        "owner": next((one for one in people_of_ours if one.id == found.owner_id), None),
        "below": _below(found), "above": _above(found),
        "domains": list(found.domains.order_by("at").values_list("domain", flat=True)),
        "chips": [html for fill in slots.fillers("company.chips") if (html := fill(found.pk, slug))],
        "sides": [html for name in ("company.conversations", "company.moments") for fill in slots.fillers(name)
                  if (html := fill(recent, member))],
    }  # fmt: skip
    return render(request, "customers/company.html", context, status=status)


def told(request: HttpRequest, company: Company, keys: list[UUID]) -> dict[str, Any]:
    """What the part `people` of a company's page shows. Six statements, whoever is there."""
    member = member_of(request)
    try:
        rows, following = listing.page(belonging.people(keys, member), BY_LAST, request.GET.get("after", "")[:120])
    except (ValueError, OverflowError):
        raise Http404 from None
    unsure = list(belonging.stating([company.pk], member).order_by("-last_at")[:STATING])
    names = names_of([*rows, *unsure])
    how = belonging.how(keys, [row.pk for row in rows])
    by = members(one.member_id for one in how.values())
    return {
        "company": company, "writes": can_keep_companies(member) and company.archived_at is None,
        "people": [Person(row, names[row.pk], how[row.pk], by.get(how[row.pk].member_id, ""))
                   for row in rows if row.pk in how],
        "unsure": [(row, names[row.pk]) for row in unsure],
        "next": following, "later": bool(request.GET.get("after")),
    }  # fmt: skip


def company_or_404(key: UUID) -> Company:
    """A company by id."""
    found = Company.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def money(sums: belonging.Sums) -> list[str]:
    """What was spent, each currency by itself."""
    return [words.money(amount, currency) for amount, currency in sums.spent]


def _below(found: Company) -> list[tuple[UUID, str]]:
    return list(found.parts.filter(archived_at=None).order_by("name").values_list("pk", "name"))


def _above(found: Company) -> Company | None:
    return Company.objects.filter(pk=found.parent_id).first() if found.parent_id else None
