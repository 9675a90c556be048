"""Reads of customers."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from nitka.accounts.models import Member
from nitka.customers.models import Customer, Identity
from nitka.kit import slots


def visible_to(member: Member | None) -> "QuerySet[Customer]":
    """The customers a member may see, as the slot "customers.visible" narrows them; aliases are left out."""
    found = Customer.objects.filter(merged_into_id=None)
    for narrow in slots.fillers("customers.visible"):
        found = narrow(member, found)
    return found


def survivor(customer_id: UUID, member: Member | None = None) -> Customer | None:
    """A customer by id, for a merged one who they are now; None where `member` may not see them."""
    found = _survivor(customer_id)
    if found is None or member is None:
        return found
    return visible_to(member).filter(pk=found.pk).first()


def _survivor(customer_id: UUID) -> Customer | None:
    for _ in range(32):
        customer = Customer.objects.filter(pk=customer_id).first()
        if customer is None or customer.merged_into_id is None:
            return customer
        customer_id = customer.merged_into_id
    return None


def identity_ids(customer_id: UUID) -> list[UUID]:
    """The identities that are a customer's now."""
    return list(Identity.objects.filter(customer_id=customer_id).values_list("pk", flat=True))


def find(words: Sequence[str], most: int = 20) -> list[UUID]:
    """Customers by parts of their names and addresses, the latest first; by similar names when no part fits."""
    asked = [word.replace("ё", "е") for word in (word.strip().lower()[:80] for word in words) if word][:6]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select customer_id from nitka_find_customers(%s, %s)", [asked, most])
        return [key for (key,) in cursor.fetchall()]
