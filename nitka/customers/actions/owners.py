"""A customer is given to a member, taken from them, handed over; merges and their undoing keep whose they are."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.events import MemberLeft
from nitka.accounts.models import Member
from nitka.customers.actions.holding import hold_chain, locked
from nitka.customers.companies import Company
from nitka.customers.events import CustomersChanged, OwnersChanged
from nitka.customers.models import Customer
from nitka.customers.owners import Ownership, may_own
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array

CHUNK = 1000

# The survivor's own word first, of others the newest. That they are nobody's is a word only over those merged in.
_PROJECT = """
with recursive below (id, root) as (
  select g.id, g.id from unnest(%(roots)s::uuid[]) as g (id)
  union select c.id, b.root from below b join customers_customer c on c.merged_into_id = b.id),
said as (
  select distinct on (b.root) b.root, o.member_id from below b
  left join customers_ownership o on o.workspace_id = %(workspace)s and o.customer_id = b.id
  order by b.root, o.id is null, b.id <> b.root, o.at desc)
update customers_customer c set owner_id = s.member_id from said s
where c.workspace_id = %(workspace)s and c.id = s.root and c.owner_id is distinct from s.member_id returning c.id
"""
_SAY = """
with given as (
  select g.id, exists (select from customers_customer m where m.workspace_id = %(workspace)s
    and m.merged_into_id = g.id) as merged from unnest(%(customers)s::uuid[]) as g (id)),
gone as (
  delete from customers_ownership o using given g where %(member)s::uuid is null and not g.merged
  and o.workspace_id = %(workspace)s and o.customer_id = g.id)
insert into customers_ownership (id, workspace_id, customer_id, member_id, by_id, at)
select uuidv7(), %(workspace)s, g.id, %(member)s, %(by)s, %(at)s from given g
where %(member)s::uuid is not null or g.merged
on conflict (workspace_id, customer_id) do update set member_id = excluded.member_id, by_id = excluded.by_id,
  at = excluded.at
"""


class CannotOwn(ValueError):
    """Customers cannot be given to this member: they left, or only look on."""


@transaction.atomic
def give_customers(*, customers: Iterable[Customer], to: Member | None, by: UUID | None) -> list[UUID]:
    """From now on these are a member's, or nobody's; whose owner really changed. Raises CannotOwn."""
    _allow(to)
    held = [row for row in locked([row.pk for row in customers]) if row.merged_into_id is None]
    wanted = to.pk if to else None
    changed = [row.pk for row in held if row.owner_id != wanted]
    if changed:
        say(changed, wanted, by)
        named = {"to": to.name if to else "", "n": str(len(changed))}
        record("customers.given", kind="customer", object_id=changed[0] if len(changed) == 1 else None, detail=named)
    return changed


@transaction.atomic
def give_company(*, company: Company, to: Member | None, by: UUID | None) -> bool:
    """From now on a company is a member's, or nobody's; whether that is new. Raises CannotOwn."""
    _allow(to)
    held = Company.objects.select_for_update().get(pk=company.pk)
    if held.owner_id == (to.pk if to else None):
        return False
    held.owner_id = company.owner_id = to.pk if to else None
    held.save(update_fields=["owner_id"])
    detail = {"company": held.name, "to": to.name if to else ""}
    record("company.given", kind="company", object_id=held.pk, detail=detail)
    return True


def say(customers: Collection[UUID], member_id: UUID | None, by: UUID | None) -> None:
    """Held customers are a member's. Two statements and the news of it."""
    values: dict[str, Any] = {"customers": array(customers), "workspace": require_workspace(), "member": member_id,
                              "by": by, "at": clock.now()}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SAY, values)
    project_owners(customers)
    news(customers)


def news(customers: Collection[UUID]) -> None:
    """Tell that they are somebody else's now."""
    if customers:
        events.publish(OwnersChanged(sorted(customers)))
        events.publish(CustomersChanged(sorted(customers)))


def project_owners(roots: Collection[UUID]) -> list[UUID]:
    """Whose held customers are, anew; for whom that is other than it was. One statement."""
    if not roots:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PROJECT, {"roots": array(roots), "workspace": require_workspace()})
        return [key for (key,) in cursor.fetchall()]


def on_member_left(event: MemberLeft) -> None:
    """Their customers and companies are the heir's; with none, nobody's. What lies by who was merged in follows."""
    heir = Member.objects.filter(pk=event.to_member_id).first() if event.to_member_id else None
    to = heir.pk if heir is not None and may_own(heir) else None
    n = 0
    while keys := list(
        Ownership.objects.filter(member_id=event.member_id).order_by("customer_id")
        .values_list("customer_id", flat=True)[:CHUNK]
    ):  # fmt: skip
        n += len(keys)
        _hand_on(keys, event.member_id, to, event.by_id)
    firms = Company.objects.filter(owner_id=event.member_id).update(owner_id=to)
    if n or firms:
        detail = {"from": str(event.member_id), "to": heir.name if to and heir else "", "n": str(n + firms)}
        record("customers.given", kind="member", object_id=event.member_id, detail=detail)


def _hand_on(keys: list[UUID], leaver: UUID, to: UUID | None, by: UUID | None) -> None:
    """Whoever was merged into another keeps a word of their own: undoing gives it back."""
    hold_chain(keys)
    rows = Ownership.objects.filter(customer_id__in=keys, member_id=leaver)
    if to is None:
        rows.delete()
    else:
        rows.update(member_id=to, by_id=by, at=clock.now())
    roots = _roots(keys)
    project_owners(roots)
    news(roots)


def _roots(keys: Collection[UUID]) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "with recursive up (id, above) as (select id, merged_into_id from customers_customer"
            " where id = any(%s::uuid[]) union select c.id, c.merged_into_id from up"
            " join customers_customer c on c.id = up.above) select id from up where above is null order by id",
            [array(keys)],
        )
        return [key for (key,) in cursor.fetchall()]


def _allow(to: Member | None) -> None:
    if to is not None and not may_own(to):
        raise CannotOwn(to.name)
