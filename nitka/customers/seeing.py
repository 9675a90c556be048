"""Who sees which attribute: the one condition. None is a program of the company's own, which sees everything."""

from typing import Any

from django.db.models import Exists, QuerySet

from nitka.accounts.models import Member
from nitka.customers.known import Attribute, AttributeKind, SeenBy
from nitka.customers.policies import sees_attributes_for

# Of rows `a` of customers_attribute those that are not for others' eyes
UNHIDDEN = """not exists (select from customers_attribute_kind hidden
    where hidden.workspace_id = %(workspace)s and hidden.key = a.key and hidden.seen_by = any(%(unseen)s::text[]))"""


def unseen(member: Member | None) -> list[str]:
    """For whose eyes those attributes are that a member does not see."""
    return [one.value for one in SeenBy if member is not None and not sees_attributes_for(member, one)]


def kinds_for(member: Member | None) -> "QuerySet[AttributeKind]":
    """The attributes of the catalogue that a member sees."""
    return AttributeKind.objects.exclude(seen_by__in=unseen(member))


def shown_to(member: Member | None, rows: "QuerySet[Attribute]") -> "QuerySet[Attribute]":
    """Of some values those that a member sees."""
    hidden = unseen(member)
    return rows.exclude(key__in=AttributeKind.objects.filter(seen_by__in=hidden).values("key")) if hidden else rows


def hidden_keys(member: Member | None) -> set[str]:
    """The attributes that a member does not see."""
    hidden = unseen(member)
    return set(AttributeKind.objects.filter(seen_by__in=hidden).values_list("key", flat=True)) if hidden else set()


def asks_hidden(member: Member | None, key: str) -> Any:
    """As a condition: the key is one that the member does not see; None where there is none."""
    hidden = unseen(member)
    return Exists(AttributeKind.objects.filter(key=key, seen_by__in=hidden)) if hidden else None
