"""A customer whom a member writes down by hand: who they are, how they are reached, where they work."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.customers.actions.claims import Claim
from nitka.customers.actions.companies import affiliate
from nitka.customers.actions.enter import enter
from nitka.customers.actions.labels import put_labels
from nitka.customers.companies import Company
from nitka.customers.labels import Label
from nitka.customers.models import Customer, Status


class Known(ValueError):
    """One of the contacts is somebody's already."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is written of one: contacts as (kind, value) in their one spelling."""

    name: str = ""
    contacts: Sequence[tuple[str, str]] = ()
    company: Company | None = None
    labels: Collection[Label] = ()


@transaction.atomic
def write_down(*, person: Person, member: Member, to: UUID | None = None) -> Customer:
    """Make a customer; with `to` add it to the one who has some of the contacts. Contacts are stated, not proven.

    Raises Known where a contact is anybody else's, Taken where they are of several, WrongCompany.
    """
    claims = [Claim(kind, value, person.name, Status.STATED, how="hand") for kind, value in person.contacts]
    customer, fresh = enter(claims=claims, name=person.name, by=member.pk)
    if not fresh and customer.pk != to:
        raise Known
    if person.company is not None:
        affiliate(company=person.company, customer=customer, member_id=member.pk)
    if person.labels:
        put_labels(customers=[customer], on=list(person.labels), by=member.pk)
    return customer
