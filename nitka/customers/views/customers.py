"""One customer's page."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer
from nitka.customers import attributes, belonging, queries
from nitka.customers.answers import ask_answers
from nitka.customers.joined import ask_joined
from nitka.customers.models import Customer
from nitka.customers.names import name_of
from nitka.customers.views.consents import agreements
from nitka.customers.views.contacts import ask_identities, contacts
from nitka.customers.views.marks import ask_marks
from nitka.customers.views.notes import ask_noted
from nitka.kit import slots
from nitka.kit.db.ahead import Soon, together
from nitka.ui import words


@require_GET
def profile(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Who they are, what happened, what is open. A merged customer leads to who they are now."""
    member = member_of(request)
    with together():
        customer = queries.survivor(key, member)
        if customer is None:
            raise Http404
        if customer.pk != key:
            return redirect("customers:profile", slug, customer.pk)
        if request.headers.get("Nitka-Part", "").split() == ["story"]:
            return HttpResponse("".join(_drawn(_ask("customer.story", customer, member, slug, request.GET))))
        context = _context(customer, member, slug, request.GET)
    return render(request, "customers/profile.html", context)


def _context(customer: Customer, member: Member, slug: str, given: Mapping[str, str]) -> dict[str, Any]:
    """What the page says: all of it is asked for before the first of it is put together, the longest first."""
    story = _ask("customer.story", customer, member, slug, given)
    known = ask_identities(customer.pk)
    open_ = _ask("customer.open", customer, member, slug)
    companies = belonging.ask_companies(customer.pk)
    facts = queries.ask_attributes(customer.pk, member)
    notes, answers = ask_noted(customer.pk), ask_answers(customer.pk)
    holdings, ratings = (_ask(name, customer, member) for name in ("customer.holdings", "customer.ratings"))
    talks = _ask("customer.conversations", customer, member, slug)
    rights = _ask("customer.rights", customer, member, slug)
    marks = ask_marks(customer, member)
    chips = _ask("customer.chips", customer, member, slug)
    joined = ask_joined(customer.pk)
    identified = known.get()
    identities = identified.identities
    matters = [row for asked in open_ for row in asked.get()]
    return {
        "customer": customer,
        "name": name_of(customer, identities),
        "identities": contacts(identified),
        "companies": companies.get(),
        "attributes": [(attributes.label(key), attributes.said(row.value)) for key, row in sorted(facts.get().items())],
        "spent": words.money(customer.spent, customer.currency) if customer.currency else "",
        "average": _average(customer),
        "matters": matters,
        "notes": notes.get(),
        "writes": can_answer(member),
        "joined": joined.get(),
        "holdings": _drawn(holdings),
        "sides": [*_drawn(ratings), *_drawn(rights)],
        "talks": _drawn(talks),
        "chips": _drawn(chips),
        "story": _drawn(story),
    } | marks.get() | agreements(answers.get(), identities)


def _average(customer: Customer) -> str:
    if not customer.orders or not customer.currency:
        return ""
    return words.money((customer.spent / customer.orders).quantize(Decimal(1)), customer.currency)


def _ask(name: str, customer: Customer, member: Member, *more: Any) -> list[Soon[Any]]:
    return [fill(customer.pk, member, *more) for fill in slots.fillers(name)]


def _drawn(sections: list[Soon[str]]) -> list[str]:
    return [html for asked in sections if (html := asked.get())]
