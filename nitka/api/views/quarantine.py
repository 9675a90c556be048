"""`quarantine`: what arrived and could not be read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from nitka.accounts.policies import can_administer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Queued, Rows
from nitka.api.schemas.conversations import QuarantineRow
from nitka.api.views.common import allow, answers, rows
from nitka.inbound import actions, queries
from nitka.inbound.models import InboundLog, Quarantine

router = Router(tags=["quarantine"])


@router.get("quarantine", response=answers(200, Rows[QuarantineRow]))
def quarantine(request: HttpRequest, page: Query[Page]) -> Any:
    """What could not be digested, newest first."""
    allow(request, can_administer)
    data, following = newest(queries.quarantine(), page, by="at")
    return rows(described(data), following)


@router.get("quarantine/{uuid:item_id}", response=answers(200, QuarantineRow))
def item(request: HttpRequest, item_id: UUID) -> Any:
    """One thing that could not be digested."""
    return described([_item(request, item_id)])[0]


@router.post("quarantine/{uuid:item_id}/digest", response=answers(202, Queued))
def digest(request: HttpRequest, item_id: UUID) -> Any:
    """Have it digested again."""
    found = _item(request, item_id)
    try:
        actions.digest_again(item=found)
    except InboundLog.DoesNotExist:
        raise Problem("gone") from None
    return Status(202, {"id": item_id})


def described(items: Sequence[Quarantine]) -> list[dict[str, Any]]:
    """The rows of quarantined things, what they came as in one statement."""
    arrived = queries.arrived([item.pk for item in items])
    return [
        {
            "id": item.pk,
            "at": item.at,
            "channel": item.source_id,
            "kind": item.kind,
            "reason": item.reason,
            "detail": item.detail,
            "external_id": queries.external_id(arrived.get(item.pk)),
        }
        for item in items
    ]


def _item(request: HttpRequest, item_id: UUID) -> Quarantine:
    allow(request, can_administer)
    found = Quarantine.objects.filter(pk=item_id).first()
    if found is None:
        raise Problem("not_found")
    return found
