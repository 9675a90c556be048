"""A customer entered by hand or by another program."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction

from nitka.customers.actions.claims import Claim, find
from nitka.customers.actions.identify import lock
from nitka.customers.actions.journal import evidence, link, project, value
from nitka.customers.events import CustomersChanged, CustomersMade
from nitka.customers.models import Customer, Identity, Status, Value
from nitka.kit import events
from nitka.kit.db.bulk import insert


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
    """The identity that facts about a customer hang on: the first that is theirs by no merge, so that undoing one takes
    nothing from them; an account of its own for one who has none."""
    first = (
        Identity.objects.filter(customer_id=customer.pk, links__customer_id=customer.pk, links__merge_id=None)
        .order_by("id")
        .first()
    )
    if first is not None:
        return first
    made, new = Identity.objects.get_or_create(
        kind="account", value=str(customer.pk), defaults={"customer_id": customer.pk, "status": Status.VERIFIED}
    )
    if new:
        insert([link(made.pk, customer.pk, "entered")])
    return made


def _enter(claims: Collection[Claim], found: Collection[Identity], name: str, language: str) -> Customer:
    owners = {identity.customer_id for identity in found}
    if len(owners) > 1:
        raise Taken
    if owners:
        lock(found)
        customer = Customer.objects.get(pk=owners.pop())
    else:
        customer = Customer.objects.create(name=name, language=language)
    known = {(identity.kind, identity.value) for identity in found}
    new = [claim for claim in claims if claim.key not in known]
    made = [Identity(customer_id=customer.pk, kind=c.kind, value=c.value, name=name, status=c.status) for c in new]
    Identity.objects.bulk_create(made)
    by = next((identity.pk for identity in found), None)
    insert([link(one.pk, customer.pk, "entered", by=by) for one in made])
    insert([evidence(one.pk, c.status, c.how, source_id=c.source_id) for one, c in zip(made, new, strict=True)])
    _describe(customer, [*found, *made], name, language, fresh=not owners)
    if not owners:
        events.publish(CustomersMade([customer.pk]))
    events.publish(CustomersChanged([customer.pk]))
    return customer


def _describe(customer: Customer, identities: Sequence[Identity], name: str, language: str, *, fresh: bool) -> None:
    """What the program says of them, kept by the identity it came by."""
    said: list[Value] = []
    known = identities[0] if identities else account_of(customer) if name or language else None
    for field, text, had in (("name", name, customer.name), ("language", language, customer.language)):
        if known is not None and text and (fresh or not had):
            said.append(value(known.pk, field, text, Status.VERIFIED, "program"))
    insert(said)
    if said and not fresh:
        project([customer.pk])
        customer.refresh_from_db()
