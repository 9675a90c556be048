"""A customer entered by hand or by another program."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction

from nitka.customers.actions.identify import Claim, find, lock, name_customer
from nitka.customers.events import CustomersChanged
from nitka.customers.models import Customer, Identity, Link, Status
from nitka.kit import events


class Taken(ValueError):
    """The identities belong to different customers."""


@transaction.atomic
def enter(*, claims: Sequence[Claim], name: str = "", language: str = "") -> tuple[Customer, bool]:
    """Who has any of the identities, the others added, else a new customer; and whether it is new. Raises Taken."""
    wanted = {claim.key: claim for claim in claims}
    for _ in range(3):  # another may enter the same one between the look and the write
        found = find(wanted)
        try:
            with transaction.atomic():
                return _enter(wanted.values(), found.values(), name, language), not found
        except IntegrityError:
            continue
    raise Taken


@transaction.atomic
def account_of(customer: Customer) -> Identity:
    """The identity that facts about a customer hang on: their first; an account of its own for one who has none."""
    first = Identity.objects.filter(customer_id=customer.pk).order_by("id").first()
    if first is not None:
        return first
    made, _ = Identity.objects.get_or_create(
        kind="account", value=str(customer.pk), defaults={"customer_id": customer.pk, "status": Status.VERIFIED}
    )
    Link.objects.create(identity_id=made.pk, customer_id=customer.pk, rule="entered")
    return made


def _enter(claims: Collection[Claim], found: Collection[Identity], name: str, language: str) -> Customer:
    owners = {identity.customer_id for identity in found}
    if len(owners) > 1:
        raise Taken
    if owners:
        lock(found)
        customer = Customer.objects.get(pk=owners.pop())
        name_customer(customer, name)
    else:
        customer = Customer.objects.create(name=name, language=language)
    known = {(identity.kind, identity.value) for identity in found}
    made = [
        Identity(customer_id=customer.pk, kind=claim.kind, value=claim.value, name=name, status=claim.status)
        for claim in claims
        if claim.key not in known
    ]
    Identity.objects.bulk_create(made)
    Link.objects.bulk_create([Link(identity_id=one.pk, customer_id=customer.pk, rule="entered") for one in made])
    events.publish(CustomersChanged([customer.pk]))
    return customer
