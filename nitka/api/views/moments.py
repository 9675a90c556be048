"""`customers/{id}/moments`: what happened."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.moments import OURS, MomentGiven, MomentKindRow, MomentRow
from nitka.api.views.common import Key, acting, allow, answers, customer_or_404, rows
from nitka.channels.models import Channel
from nitka.customers.actions import account_of
from nitka.customers.queries import identity_ids
from nitka.moments.actions import WrongFacts, add
from nitka.moments.kinds import KINDS, Kind
from nitka.moments.models import Moment
from nitka.moments.queries import sources_among, timeline

router = Router(tags=["moments"])


@router.get("customers/{uuid:customer_id}/moments", response=answers(200, Rows[MomentRow]))
def moments(request: HttpRequest, customer_id: UUID, page: Query[Page]) -> Any:
    """The moments of a customer by any of their identities, newest first."""
    customer = customer_or_404(request, customer_id)
    data, following = newest(timeline(identity_ids(customer.pk), acting(request)), page)
    told = sources_among({moment.channel_id for moment in data if moment.channel_id})
    return rows([described(moment, told) for moment in data], following)


@router.post("customers/{uuid:customer_id}/moments", response=answers(201, MomentRow))
def create(request: HttpRequest, customer_id: UUID, given: MomentGiven, idempotency_key: Key = None) -> Any:
    """Add a moment; `at` is when it happened, now when left out. Facts of a known kind (`moment-kinds`) are checked."""
    allow(request, can_answer)
    customer = customer_or_404(request, customer_id)
    if given.channel and not Channel.objects.filter(pk=given.channel).exists():
        raise Problem("not_found")
    try:
        moment = add(
            identity_id=account_of(customer).pk,
            kind=given.kind,
            at=given.at,
            channel_id=given.channel,
            data=given.data,
        )
    except WrongFacts as problem:
        raise Problem("invalid", fields={f"data.{key}": why for key, why in problem.fields.items()}) from None
    return Status(201, described(moment))


@router.get("moment-kinds", response=answers(200, Rows[MomentKindRow]))
def known_kinds(request: HttpRequest) -> Any:
    """The kinds of moments that Nitka knows, with the facts each may hold; any other kind is kept as it is."""
    return rows(
        [_kind(kind) for kind in KINDS.values() if not kind.name.startswith(OURS) and kind.name != "rating"], None
    )


def _kind(kind: Kind) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "label": str(kind.label),
        "group": kind.group,
        "fields": {name: type(field).__name__.lower() for name, field in kind.fields.items()},
        "needs": list(kind.needs),
        "thing": kind.thing or None,
    }


def described(moment: Moment, sources: Collection[UUID] = ()) -> dict[str, Any]:
    """The row of a moment. `sources`: those ids that are no channels' but of sources of events."""
    told = moment.channel_id in sources
    return {
        "id": moment.pk,
        "at": moment.at,
        "kind": moment.kind,
        "channel": None if told else moment.channel_id,
        "source": moment.channel_id if told else None,
        "conversation": moment.conversation_id,
        "data": moment.data,
    }
