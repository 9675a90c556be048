"""One customer's page."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer
from nitka.customers import attributes, belonging, queries
from nitka.customers.models import Customer, Identity, Status
from nitka.customers.names import name_of
from nitka.customers.views.notes import noted
from nitka.kit import slots
from nitka.ui import words


@require_GET
def profile(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Who they are, what happened, what is open. A merged customer leads to who they are now."""
    member: Member = request.member  # type: ignore[attr-defined]
    customer = queries.survivor(key, member)
    if customer is None:
        raise Http404
    if customer.pk != key:
        return redirect("customers:profile", slug, customer.pk)
    story = [html for fill in slots.fillers("customer.story") if (html := fill(customer.pk, member, request.GET))]
    if request.headers.get("Nitka-Part", "").split() == ["story"]:
        return HttpResponse("".join(story))
    identities = list(Identity.objects.filter(customer_id=customer.pk).order_by("-status", "created_at"))
    matters = [row for fill in slots.fillers("customer.open") for row in fill(customer.pk, member)]
    context = {
        "customer": customer,
        "name": name_of(customer, identities),
        "identities": [_contact(identity) for identity in identities if identity.kind != "account"],
        "companies": belonging.companies_of([customer.pk]).get(customer.pk, []),
        "attributes": described(customer.pk),
        "spent": words.money(customer.spent, customer.currency) if customer.currency else "",
        "average": _average(customer),
        "matters": matters,
        "talk": next((row["url"] for row in matters if row.get("talk")), ""),
        "notes": noted(customer.pk),
        "writes": can_answer(member),
        "holdings": _slot("customer.holdings", customer, member),
        "sides": _slot("customer.ratings", customer, member),
        "talks": _slot("customer.conversations", customer, member),
        "story": story,
    }
    return render(request, "customers/profile.html", context)


def described(customer_id: UUID) -> list[tuple[str, str]]:
    """A customer's attributes by name, as they are read."""
    known = queries.attributes_of([customer_id])[customer_id]
    return [(attributes.label(key), attributes.said(row.value)) for key, row in sorted(known.items())]


def _average(customer: Customer) -> str:
    if not customer.orders or not customer.currency:
        return ""
    return words.money((customer.spent / customer.orders).quantize(Decimal(1)), customer.currency)


def _contact(identity: Identity) -> dict[str, Any]:
    icons = {"email": "mail", "phone": "phone", "telegram": "plane", "whatsapp": "wa", "vk": "vk", "card": "card"}
    browser = identity.kind == "visitor"
    return {
        "icon": icons.get(identity.kind, "web" if browser else "at"),
        "value": _("Browser") if browser else identity.value,
        "status": identity.status,
        "said": status_words(identity.status),
    }


def status_words(status: str) -> str:
    """How sure we are of an identity."""
    return {
        Status.VERIFIED: pgettext("identity", "Verified"),
        Status.STATED: pgettext("identity", "Stated, not proven"),
        Status.GUESSED: pgettext("identity", "A guess"),
    }[Status(status)]


def _slot(name: str, customer: Customer, member: Member) -> list[Any]:
    return [html for fill in slots.fillers(name) if (html := fill(customer.pk, member))]
