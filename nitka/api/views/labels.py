"""`labels`: words that customers are sorted by, and those that one wears."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from nitka.accounts.models import Member
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.customers import LabelRow, LabelsGiven, LabelsOf
from nitka.api.views.common import acting, allow, answers, customer_or_404, rows
from nitka.customers import actions, queries
from nitka.customers.models import Customer, Label
from nitka.customers.policies import can_keep_labels, can_label

router = Router(tags=["customers"])


@router.get("labels", response=answers(200, Rows[LabelRow]))
def labels(request: HttpRequest, page: Query[Page]) -> Any:
    """The labels of customers, newest first."""
    data, following = newest(Label.objects.all(), page, by="created_at")
    return rows(data, following)


@router.get("customers/{uuid:customer_id}/labels", response=answers(200, LabelsOf))
def worn(request: HttpRequest, customer_id: UUID) -> Any:
    """The labels that a customer wears, those of who was merged into them too."""
    return _said(customer_or_404(request, customer_id))


@router.put("customers/{uuid:customer_id}/labels", response=answers(200, LabelsOf))
def wear(request: HttpRequest, customer_id: UUID, given: LabelsGiven) -> Any:
    """They wear these from now on and no others. A new label is made, where the member behind the token may."""
    allow(request, can_label)
    customer = customer_or_404(request, customer_id)
    wanted, missing = queries.labels_called(given.labels)
    if missing:
        allow(request, can_keep_labels)
        wanted += [_made(name) for name in missing]
    keys = {label.pk for label in wanted}
    off = Label.objects.filter(labellings__now_id=customer.pk).exclude(pk__in=keys).distinct()
    member = acting(request)
    actions.put_labels(customers=[customer], on=wanted, off=list(off), by=member.pk if member else None)
    return _said(customer)


def give(customer: Customer, owner: UUID | None, by: Member | None) -> None:
    """A customer is a member's from now on. Raises Problem."""
    try:
        actions.give_customers(customers=[customer], to=member_or_problem(owner), by=by.pk if by else None)
    except actions.CannotOwn:
        raise Problem("invalid", fields={"owner": "they left, or only look on"}) from None


def member_or_problem(key: UUID | None) -> Member | None:
    """The member of an id. Raises Problem."""
    found = Member.objects.filter(pk=key).first() if key else None
    if key and found is None:
        raise Problem("invalid", fields={"owner": "there is no such member"})
    return found


def _made(name: str) -> Label:
    if "," in name:
        raise Problem("invalid", fields={"labels": "a comma parts labels: write it without"})
    try:
        return actions.save_label(label=Label(name=name))
    except actions.LabelTaken:
        return Label.objects.get(name__iexact=name)
    except actions.TooManyLabels:
        raise Problem("invalid", fields={"labels": "there are as many labels as there may be"}) from None


def _said(customer: Customer) -> dict[str, Any]:
    return {"labels": [one.name for one in queries.ask_worn([customer.pk]).get().get(customer.pk, [])]}
