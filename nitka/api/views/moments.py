"""`customers/{id}/moments`: what happened."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas import MomentGiven, MomentRow, Rows
from nitka.api.views.common import acting, allow, answers, customer_or_404, rows
from nitka.channels.models import Channel
from nitka.customers.actions import account_of
from nitka.customers.queries import identity_ids
from nitka.kit import clock
from nitka.moments.actions import append
from nitka.moments.models import Moment
from nitka.moments.queries import timeline

router = Router(tags=["moments"])


@router.get("customers/{uuid:customer_id}/moments", response=answers(200, Rows[MomentRow]))
def moments(request: HttpRequest, customer_id: UUID, page: Query[Page]) -> Any:
    """The moments of a customer by any of their identities, newest first."""
    customer = customer_or_404(request, customer_id)
    data, following = newest(timeline(identity_ids(customer.pk), acting(request)), page)
    return rows(map(described, data), following)


@router.post("customers/{uuid:customer_id}/moments", response=answers(201, MomentRow))
def create(request: HttpRequest, customer_id: UUID, given: MomentGiven) -> Any:
    """Add a moment; `at` is when it happened, now when left out."""
    allow(request, can_answer)
    customer = customer_or_404(request, customer_id)
    if given.channel and not Channel.objects.filter(pk=given.channel).exists():
        raise Problem("not_found")
    moment = Moment(
        identity_id=account_of(customer).pk,
        kind=given.kind,
        at=given.at or clock.now(),
        channel_id=given.channel,
        data=given.data,
    )
    append([moment])
    return Status(201, described(moment))


def described(moment: Moment) -> dict[str, Any]:
    """The row of a moment."""
    return {
        "id": moment.pk,
        "at": moment.at,
        "kind": moment.kind,
        "channel": moment.channel_id,
        "conversation": moment.conversation_id,
        "data": moment.data,
    }
