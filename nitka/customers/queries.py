"""Reads of customers."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from nitka.accounts.models import Member
from nitka.customers.known import Attribute
from nitka.customers.models import Customer, Identity, RuleSet
from nitka.customers.rules import DEFAULT, Rules, in_force
from nitka.kit import slots
from nitka.kit.db.bulk import array

_MERGED = """
with recursive merged as (
  select id, id as owner, 0 as depth from customers_customer where id = any(%s::uuid[])
  union all
  select c.id, m.owner, depth + 1 from customers_customer c join merged m on c.merged_into_id = m.id where depth < 64)
select id, owner from merged
"""


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
    with connection.cursor() as cursor:  # a chain may be long: merged forty times, each time into another
        cursor.execute(
            "with recursive up (id, above) as (select id, merged_into_id from customers_customer where id = %s union"
            " select c.id, c.merged_into_id from up join customers_customer c on c.id = up.above)"
            " select id from up where above is null",
            [customer_id],
        )
        top = cursor.fetchone()
    return Customer.objects.filter(pk=top[0]).first() if top else None


def identity_ids(customer_id: UUID) -> list[UUID]:
    """The identities that are a customer's now."""
    return list(Identity.objects.filter(customer_id=customer_id).values_list("pk", flat=True))


def customers_of(identities: Collection[UUID]) -> list[UUID]:
    """The customers that some identities are of now."""
    found = Identity.objects.filter(pk__in=list(identities)).values_list("customer_id", flat=True)
    return sorted(set(found))


def attributes_of(customer_ids: Collection[UUID]) -> dict[UUID, dict[str, Attribute]]:
    """Customer → key → attribute; those of who was merged into them too, the survivor's own first. Two statements."""
    found: dict[UUID, dict[str, Attribute]] = {key: {} for key in customer_ids}
    with connection.cursor() as cursor:
        cursor.execute(_MERGED, [array(customer_ids)])
        owner: dict[UUID, UUID] = dict(cursor.fetchall())
    rows = Attribute.objects.filter(customer_id__in=list(owner)).exclude(value=None).order_by("key", "-at")
    for row in sorted(rows, key=lambda row: owner[row.customer_id] != row.customer_id):
        found[owner[row.customer_id]].setdefault(row.key, row)
    return found


def find(words: Sequence[str], most: int = 20) -> list[UUID]:
    """Customers by parts of their names and addresses, the latest first; by similar names when no part fits."""
    asked = [word.replace("ё", "е") for word in (word.strip().lower()[:80] for word in words) if word][:6]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select customer_id from nitka_find_customers(%s, %s)", [asked, most])
        return [key for (key,) in cursor.fetchall()]


def rules_in_force() -> Rules:
    """The house's rules with the workspace's changes."""
    newest = RuleSet.objects.order_by("-number").first()
    return in_force(newest.changes, newest.number) if newest else DEFAULT


def apart_pairs(customers: Collection[UUID]) -> set[frozenset[UUID]]:
    """Which of these no rule may make one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select one_now_id, other_now_id from customers_apart where lifted_at is null"
            " and one_now_id = any(%(ids)s::uuid[]) and other_now_id = any(%(ids)s::uuid[])",
            {"ids": array(customers)},
        )
        return {frozenset(pair) for pair in cursor.fetchall()}


def are_apart(one: UUID, other: UUID) -> bool:
    """Somebody said that these two are not one."""
    return bool(apart_pairs([one, other]))
