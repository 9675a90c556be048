"""A customer entered by hand or by another program."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import IntegrityError, transaction

from nitka.customers.actions.claims import Claim, find
from nitka.customers.actions.holding import above, hold_chain
from nitka.customers.actions.identify import lock
from nitka.customers.actions.journal import evidence, link, project, value
from nitka.customers.events import CustomersChanged, CustomersMade
from nitka.customers.models import Customer, Identity, Status, Value
from nitka.kit import events
from nitka.kit.db.bulk import insert


class Taken(ValueError):
    """The identities belong to different customers."""


@transaction.atomic
def enter(
    *, claims: Sequence[Claim], name: str = "", language: str = "", by: UUID | None = None
) -> tuple[Customer, bool]:
    """Who has any of the identities, the others added, else a new customer; and whether it is new. Raises Taken.

    `by`: the member who wrote it; None: a program did.
    """
    wanted = {claim.key: claim for claim in claims}
    for _ in range(3):  # another may enter the same one between the look and the write
        found = find(wanted)
        try:
            with transaction.atomic():
                return _enter(wanted.values(), found.values(), name, language, by), not found
        except IntegrityError:
            continue
    raise Taken


@transaction.atomic
def account_of(customer: Customer) -> Identity:
    """The identity that facts about a customer hang on: the first that is theirs by no merge, so that undoing one takes
    nothing from them; an account of its own for one who has none. Of whoever was merged, whose they are by now."""
    first = _first_of(customer.pk)
    if first is not None:
        return first
    # Who has none may have been merged since they were read: an alias must not get one, nobody would look for it there
    hold_chain([customer.pk])
    now = next(key for key, above_ in above([customer.pk]).items() if above_ is None)
    return _first_of(now) or _account(now)


def _first_of(customer_id: UUID) -> Identity | None:
    by_no_merge = Identity.objects.filter(
        customer_id=customer_id, links__customer_id=customer_id, links__merge_id=None
    )
    return by_no_merge.order_by("id").first()


def _account(customer_id: UUID) -> Identity:
    made, new = Identity.objects.get_or_create(
        kind="account", value=str(customer_id), defaults={"customer_id": customer_id, "status": Status.VERIFIED}
    )
    if new:
        insert([link(made.pk, customer_id, "entered")])
    return made


def _enter(
    claims: Collection[Claim], found: Collection[Identity], name: str, language: str, member_id: UUID | None
) -> Customer:
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
    _describe(customer, [*found, *made], name, language, member_id, fresh=not owners)
    if not owners:
        events.publish(CustomersMade([customer.pk]))
    events.publish(CustomersChanged([customer.pk]))
    return customer


def _describe(
    customer: Customer, identities: Sequence[Identity], name: str, language: str, member_id: UUID | None, *, fresh: bool
) -> None:
    """What is said of them, kept by the identity it came by."""
    said: list[Value] = []
    how = "hand" if member_id else "program"
    known = identities[0] if identities else account_of(customer) if name or language else None
    for field, text, had in (("name", name, customer.name), ("language", language, customer.language)):
        if known is not None and text and (fresh or not had):
            said.append(value(known.pk, field, text, Status.VERIFIED, how, member_id))
    insert(said)
    if said and not fresh:
        project([customer.pk])
        customer.refresh_from_db()
