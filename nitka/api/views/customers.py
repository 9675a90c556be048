"""`customers`: who."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Status

from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.customers import CustomerChange, CustomerGiven, CustomerRow
from nitka.api.views import labels
from nitka.api.views.common import Key, acting, allow, answers, customer_or_404, money, rows
from nitka.customers import kinds, queries
from nitka.customers.actions import Claim, WrongAttributes, describe, enter
from nitka.customers.actions.enter import Taken
from nitka.customers.models import Customer, Identity
from nitka.customers.using import note_use

router = Router(tags=["customers"])


class Wanted(Page):
    """A page of all, or the one who has an identity."""

    identity: str | None = Field(None, max_length=300, description="kind:value, as in email:anna@example.org")


@router.get("customers", response=answers(200, Rows[CustomerRow]))
def customers(request: HttpRequest, page: Query[Wanted]) -> Any:
    """Customers, newest first; with `identity` the one who has it."""
    found = queries.visible_to(acting(request))
    if page.identity is not None:
        kind, value = _identity(page.identity)
        found = found.filter(identities__kind=kind, identities__value=value)
    data, following = newest(found, page, by="created_at")
    return rows(described(data, acting(request)), following)


@router.get("customers/{uuid:customer_id}", response=answers(200, CustomerRow))
def customer(request: HttpRequest, customer_id: UUID) -> Any:
    """One customer; for a merged one the survivor."""
    return described([customer_or_404(request, customer_id)], acting(request))[0]


@router.post("customers", response={200: CustomerRow, **answers(201, CustomerRow)})
def create(request: HttpRequest, given: CustomerGiven, idempotency_key: Key = None) -> Any:
    """Make a customer (201), or find them by any of the identities and add the others (200)."""
    allow(request, can_answer)
    claims = [
        Claim(one.kind, value, given.name, one.status, how="program")
        for one in given.identities
        for value in _spelt(one.kind, one.value)
    ]
    try:
        made, fresh = enter(claims=claims, name=given.name, language=given.language)
    except Taken:
        raise Problem("taken") from None
    _describe(request, made, given.attributes)
    return Status(201 if fresh else 200, described([made], acting(request))[0])


@router.patch("customers/{uuid:customer_id}", response=answers(200, CustomerRow))
def change(request: HttpRequest, customer_id: UUID, given: CustomerChange) -> Any:
    """Set or take away attributes, the others stay; hand over (`owner`)."""
    allow(request, can_answer)
    customer = customer_or_404(request, customer_id)
    _describe(request, customer, given.attributes)
    if "owner" in given.model_fields_set:
        labels.give(customer, given.owner, acting(request))
        customer.refresh_from_db()
    return described([customer], acting(request))[0]


def described(
    customers: Sequence[Customer], member: Member | None = None, *, place: str = "api"
) -> list[dict[str, Any]]:
    """The rows of customers: their identities in one statement, their attributes in two, their labels in one."""
    of: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for one in Identity.objects.filter(customer_id__in=[customer.pk for customer in customers]).order_by("id"):
        of[one.customer_id].append({"kind": one.kind, "value": one.value, "status": one.status})
    known = queries.attributes_of([customer.pk for customer in customers], member)
    worn = queries.ask_worn([customer.pk for customer in customers]).get()
    note_use({key for facts in known.values() for key in facts}, place)
    return [
        {
            "id": customer.pk,
            "name": customer.name,
            "language": customer.language,
            "created_at": customer.created_at,
            "identities": of[customer.pk],
            "attributes": {key: one.value for key, one in sorted(known[customer.pk].items())},
            "labels": [one.name for one in worn.get(customer.pk, [])],
            "owner": customer.owner_id,
            "last_at": customer.last_at,
            "orders": customer.orders,
            "spent": money(customer.spent, customer.currency) if customer.currency else None,
        }
        for customer in customers
    ]


def _describe(request: HttpRequest, customer: Customer, attributes: dict[str, Any]) -> None:
    try:
        describe(customer=customer, attributes=attributes, by=acting(request))
    except WrongAttributes as problem:
        fields = {f"attributes.{key}": why for key, why in problem.fields.items()}
        raise Problem("invalid", fields=fields) from None


def _identity(text: str) -> tuple[str, str]:
    kind, colon, value = text.partition(":")
    if not colon or not kind:
        raise Problem("invalid", fields={"identity": "kind:value is wanted"})
    return kind, kinds.spell(kind, value) or value


def _spelt(kind: str, value: str) -> list[str]:
    spelt = kinds.spell_all(kind, value)
    if not spelt:
        raise Problem("invalid", fields={"identities": f"not of the kind {kind}: {value[:80]}"})
    return spelt
