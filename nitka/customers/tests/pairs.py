"""Two customers, and what was proposed or decided of them."""

from itertools import count
from typing import Any

from nitka.customers.actions import Claim, enter
from nitka.customers.models import Customer, Identity, Proposal

_numbers = count(1)


def person(name: str, **more: Any) -> Customer:
    """A customer with a mailbox of their own."""
    return enter(claims=[Claim("email", f"p{next(_numbers)}@shop.example")], name=name, **more)[0]


def asked(
    first: Customer, second: Customer, probability: float | None = None, reasons: Any = (), **more: Any
) -> Proposal:
    """A proposal about two."""
    one, other = (Identity.objects.filter(customer_id=customer.pk).earliest("id") for customer in (first, second))
    more.setdefault("why", "unproven" if probability is None else "computed")
    return Proposal.objects.create(
        identity_id=one.pk, claimant_id=other.pk, probability=probability, reasons=list(reasons), **more
    )
