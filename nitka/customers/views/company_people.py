"""Who is with a company: the list of them, added and sent away."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers import actions, listing, queries
from nitka.customers.companies import Company
from nitka.customers.models import Customer, Identity
from nitka.customers.names import names_of
from nitka.customers.policies import can_keep_companies
from nitka.customers.views.company_page import company_or_404, whole

OFFERED = 8


@require_POST
def add(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Somebody is with the company, in a role: by their id, or whoever is found by a name, an e-mail or a phone."""
    member, company = admitted(request, can_keep_companies), company_or_404(key)
    who, role = request.POST.get("who", "").replace("\x00", "").strip()[:120], request.POST.get("role", "")
    chosen, offered, wrong = _chosen(request, member, who)
    if chosen is not None:
        try:
            actions.affiliate(company=company, customer=chosen, role=role, member_id=member.pk)
        except actions.WrongCompany as problem:
            wrong = next(iter(problem.fields.values()))
    more = {"who": who, "role": role[:200], "offered": offered, "wrong": wrong} if offered or wrong else {}
    return _answer(request, slug, company, 422 if more else 200, **more)


@require_POST
def remove(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """They are not with it, whatever their address says; the answer offers to take that back."""
    member, company = admitted(request, can_keep_companies), company_or_404(key)
    found = _seen(member, request.POST.get("customer", ""))
    if found is None:
        return _answer(request, slug, company, 422, wrong=_("Nobody like that: check the spelling"))
    try:
        actions.leave(company=company, customer=found, member_id=member.pk)
    except actions.WrongCompany as problem:
        return _answer(request, slug, company, 422, wrong=next(iter(problem.fields.values())))
    said = _("%(name)s is not with this company any more") % {"name": names_of([found])[found.pk]}
    undo = reverse("customers:company_return", args=[slug, company.pk]) + f"?customer={found.pk}"
    return _answer(request, slug, company, said=said, undo=undo)


@require_POST
def bring_back(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Undo a removal."""
    member, company = admitted(request, can_keep_companies), company_or_404(key)
    found = _seen(member, request.GET.get("customer", ""))
    if found is None:
        return _answer(request, slug, company, 422, wrong=_("Nobody like that: check the spelling"))
    try:
        actions.rejoin(company=company, customer=found)
    except actions.WrongCompany as problem:
        return _answer(request, slug, company, 422, wrong=next(iter(problem.fields.values())))
    return _answer(request, slug, company)


def _seen(member: Member, key: str) -> Customer | None:
    try:
        return queries.survivor(UUID(key), member)
    except ValueError:
        return None


def _chosen(
    request: HttpRequest, member: Member, who: str
) -> tuple[Customer | None, list[tuple[Customer, str, str]], str]:
    """The one meant, else who may be meant, else what is wrong."""
    given = request.POST.get("customer", "")
    if given:
        found = _seen(member, given)
        if found is None:
            raise Http404
        return found, [], ""
    if not who:
        return None, [], _("Write a name, an e-mail or a phone")
    rows = list(listing.found(listing.Asked(q=who), member).order_by("-last_at")[:OFFERED])
    if len(rows) == 1:
        return rows[0], [], ""
    names, contacts = names_of(rows), _contacts(rows)
    offered = [(row, names[row.pk], contacts.get(row.pk, "")) for row in rows]
    return None, offered, "" if rows else _("Nobody like that: check the spelling")


def _contacts(rows: list[Customer]) -> dict[UUID, str]:
    found = Identity.objects.filter(customer_id__in=[row.pk for row in rows], kind__in=("email", "phone"))
    return dict(found.order_by("-created_at").values_list("customer_id", "value"))


def _answer(request: HttpRequest, slug: str, company: Company, status: int = 200, **more: Any) -> HttpResponse:
    if "Nitka-Part" not in request.headers and status == 200:
        return redirect("customers:company", slug, company.pk)
    return whole(request, company, status, **more)
