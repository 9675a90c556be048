"""Reads of segments."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from nitka.accounts.models import Member, Workspace
from nitka.accounts.policies import sees_all
from nitka.customers.models import Company, Customer
from nitka.customers.queries import visible_to as visible_customers
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.definition import read
from nitka.segments.definition.names import attributes
from nitka.segments.definition.sight import read_for as read_for
from nitka.segments.judging.preview import Preview, preview
from nitka.segments.models import CompanyMembership, CompanyPassage, Membership, Of, Passage, Segment
from nitka.segments.ready import READY
from nitka.segments.using import User as User
from nitka.segments.using import users as users


def visible_to(member: Member | None) -> "QuerySet[Segment]":
    """The segments of the workspace, for everybody in it; those put away are left out."""
    return Segment.objects.filter(archived_at=None)


def ready_made() -> list[str]:
    """Codes of the ready-made segments that are not there yet; those of companies where there is a company."""
    there = set(Segment.objects.exclude(ready="").values_list("ready", flat=True))
    left = [code for code in READY if code not in there]
    if all(READY[code][1].get("of") != Of.COMPANIES for code in left) or Company.objects.exists():
        return left
    return [code for code in left if READY[code][1].get("of") != Of.COMPANIES]


def members(segment: Segment, member: Member | None) -> "QuerySet[Customer]":
    """Who is in a segment, as far as a member sees them."""
    return narrow(visible_customers(member), segment.pk)


def narrow(rows: "QuerySet[Customer]", segment_id: UUID) -> "QuerySet[Customer]":
    """Of some customers those in a segment (the slot "customers.in_segment")."""
    inside = Membership.objects.filter(segment_id=segment_id, segment__archived_at=None)
    return rows.filter(pk__in=inside.values("customer_id"))


def memberships(segment: Segment, member: Member | None) -> "QuerySet[Membership]":
    """Who is in a segment and since when, as far as a member sees them."""
    found = Membership.objects.filter(segment_id=segment.pk)
    return found if sees_all(member) else found.filter(customer_id__in=visible_customers(member).values("pk"))


def companies_in(segment: Segment) -> "QuerySet[CompanyMembership]":
    """Which companies are in a segment of companies, and since when; whoever sees companies sees them all."""
    return CompanyMembership.objects.filter(segment_id=segment.pk)


def company_passages(segment: Segment) -> "QuerySet[CompanyPassage]":
    """Which companies entered and left, newest first."""
    return CompanyPassage.objects.filter(segment_id=segment.pk).order_by("-id")


def preview_of(definition: Any) -> Preview:
    """Who would be in a segment so defined. Raises WrongDefinition."""
    return preview(read(definition))


def passages(segment: Segment, member: Member | None) -> "QuerySet[Passage]":
    """Who entered and left, newest first, as far as a member sees them."""
    found = Passage.objects.filter(segment_id=segment.pk).order_by("-id")
    return found if sees_all(member) else found.filter(customer_id__in=visible_customers(member).values("pk"))


def choices() -> list[tuple[UUID, str]]:
    """Segments to choose from, by name."""
    rows = Segment.objects.filter(archived_at=None, of=Of.CUSTOMERS)
    return list(rows.order_by("name", "id").values_list("pk", "name"))


def of_customers(customer_ids: Collection[UUID]) -> dict[UUID, list[tuple[UUID, str]]]:
    """Customer → the segments they are in (id, name), by name."""
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    rows = Membership.objects.filter(customer_id__in=customer_ids, segment__archived_at=None)
    for customer, key, name in rows.order_by("segment__name").values_list("customer_id", "segment_id", "segment__name"):
        found[customer].append((key, name))
    return found


def attributes_used(workspace: Workspace | UUID) -> dict[str, list[Segment]]:
    """Attribute of the company's own → the segments that ask for it, for the catalogue of attributes."""
    found: dict[str, list[Segment]] = defaultdict(list)
    with in_workspace(workspace if isinstance(workspace, UUID) else workspace.pk):
        for segment in Segment.objects.filter(archived_at=None).order_by("name"):
            for key in sorted(attributes(read(segment.definition))):
                found[key].append(segment)
    return dict(found)
