"""Whose a customer is among the members: who answers for them."""

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar, NamedTuple
from uuid import UUID

from django.db import models

from nitka.accounts.models import Member, Role
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask
from nitka.kit.db.bulk import array
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel

if TYPE_CHECKING:
    from nitka.customers.models import Customer

MINE, NOBODYS = "me", "none"
OWNERS_FIRST = "owners_first"  # in the workspace's settings: a conversation goes to its customer's owner, where present


class Ownership(WorkspaceModel):
    """A customer is a member's; `Customer.owner_id` is its projection, with those who were merged into them.

    `member_id` null: they are nobody's though somebody merged into them was somebody's.
    """

    customer = WorkspaceKey("customers.Customer", related_name="ownerships")
    customer_id: UUID
    member_id = models.UUIDField(null=True)
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_ownership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id"], name="customers_ownership_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "member_id"], name="customers_ownership_by")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.member_id}"


class Owner(NamedTuple):
    """A member who may own customers, or does."""

    id: UUID
    name: str
    active: bool


_OWNERS = """select id, name, is_active from accounts_member
    where workspace_id = %s and (id = any(%s::uuid[]) or (is_active and role <> %s))
    order by lower(name), id limit 500"""


def ask_owners(besides: Collection[UUID] = ()) -> Soon[list[Owner]]:
    """Ask for the members who may own customers, and for some others. One statement."""
    values = [require_workspace(), array(besides), Role.OBSERVER.value]
    return ask(_OWNERS, values, lambda rows: [Owner(*row) for row in rows])


def ask_names(members: Collection[UUID]) -> Soon[dict[UUID, str]]:
    """Ask what some members are called."""
    if not members:
        return Soon.known({})
    statement = "select id, name from accounts_member where workspace_id = %s and id = any(%s::uuid[])"
    return ask(statement, [require_workspace(), array(members)], dict)


def may_own(member: Member) -> bool:
    """Whether customers can be given to them."""
    return member.is_active and member.role != Role.OBSERVER


def asked(text: str) -> str:
    """Whose are looked for, from an address: "me", "none" or the id of a member; "" for what makes no sense."""
    try:
        return text if text in (MINE, NOBODYS) else str(UUID(text[:40]))
    except ValueError:
        return ""


def narrow(rows: "models.QuerySet[Customer]", whose: str, member: Member) -> "models.QuerySet[Customer]":
    """Whose they are: "me", "none" or the id of a member."""
    if whose == NOBODYS:
        return rows.filter(owner_id=None)
    return rows.filter(owner_id=member.pk if whose == MINE else UUID(whose))
