"""`webhooks`: who is told of events, how it went, sending it again; `webhook-types`: what there is to hear of."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from nitka.accounts.policies import can_administer
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.webhooks import (
    ResendGiven,
    ResentRow,
    WebhookChange,
    WebhookDeliveryRow,
    WebhookGiven,
    WebhookRow,
    WebhookSecretRow,
    WebhookTypeRow,
)
from nitka.api.views.common import Key, acting, allow, answers, rows
from nitka.webhooks import actions
from nitka.webhooks.kinds import KINDS
from nitka.webhooks.models import Delivery, Endpoint

router = Router(tags=["webhooks"])


@router.get("webhook-types", response=answers(200, list[WebhookTypeRow]))
def types(request: HttpRequest) -> Any:
    """The types of events, each with an example of its `data`."""
    return [{"type": kind.name, "label": str(kind.label), "example": kind.example} for kind in KINDS.values()]


@router.get("webhooks", response=answers(200, Rows[WebhookRow]))
def webhooks(request: HttpRequest, page: Query[Page]) -> Any:
    """Webhooks, newest first."""
    allow(request, can_administer)
    data, following = newest(Endpoint.objects.all(), page)
    return rows(map(described, data), following)


@router.post("webhooks", response=answers(201, WebhookSecretRow))
def create(request: HttpRequest, given: WebhookGiven, idempotency_key: Key = None) -> Any:
    """Make a webhook. Its secret is in this answer, and in no other."""
    allow(request, can_administer)
    try:
        made = actions.create(**given.dict(), by=acting(request))
    except actions.Wrong as problem:
        raise Problem("invalid", fields=problem.fields) from None
    return Status(201, {**described(made), "secret": made.secret})


@router.get("webhooks/{uuid:webhook_id}", response=answers(200, WebhookRow))
def webhook(request: HttpRequest, webhook_id: UUID) -> Any:
    """One webhook."""
    return described(_endpoint(request, webhook_id))


@router.patch("webhooks/{uuid:webhook_id}", response=answers(200, WebhookRow))
def change(request: HttpRequest, webhook_id: UUID, given: WebhookChange) -> Any:
    """Another address, other types; on or off."""
    found = _endpoint(request, webhook_id)
    try:
        found = actions.change(endpoint=found, **given.dict(exclude={"on"}))
    except actions.Wrong as problem:
        raise Problem("invalid", fields=problem.fields) from None
    return described(found if given.on is None else actions.switch(endpoint=found, on=given.on))


@router.delete("webhooks/{uuid:webhook_id}", response=answers(204, None))
def remove(request: HttpRequest, webhook_id: UUID) -> Any:
    """Take it away with its log."""
    actions.remove(endpoint=_endpoint(request, webhook_id))
    return HttpResponse(status=204)


@router.post("webhooks/{uuid:webhook_id}/secret", response=answers(201, WebhookSecretRow))
def rotate(request: HttpRequest, webhook_id: UUID) -> Any:
    """A new secret; the one before signs beside it for a day."""
    found = actions.rotate(endpoint=_endpoint(request, webhook_id))
    return Status(201, {**described(found), "secret": found.secret})


@router.get("webhooks/{uuid:webhook_id}/deliveries", response=answers(200, Rows[WebhookDeliveryRow]))
def deliveries(request: HttpRequest, webhook_id: UUID, page: Query[Page]) -> Any:
    """What was sent, newest first, with its attempts."""
    found = Delivery.objects.filter(endpoint_id=_endpoint(request, webhook_id).pk).select_related("message")
    data, following = newest(found, page)
    return rows(map(_delivery, data), following)


@router.post("webhook-deliveries/{uuid:delivery_id}/resend", response=answers(202, WebhookDeliveryRow))
def resend(request: HttpRequest, delivery_id: UUID) -> Any:
    """Send one again under the same id."""
    allow(request, can_administer)
    row = Delivery.objects.filter(pk=delivery_id).select_related("message").first()
    if row is None:
        raise Problem("not_found")
    try:
        actions.resend(delivery=row)
    except actions.NotKept:
        raise Problem("gone") from None
    row.refresh_from_db(fields=["state", "next_at", "log"])
    return Status(202, _delivery(row))


@router.post("webhooks/{uuid:webhook_id}/resend", response=answers(202, ResentRow))
def resend_failed(request: HttpRequest, webhook_id: UUID, given: ResendGiven) -> Any:
    """Send all again that failed since."""
    count = actions.resend_failed(endpoint=_endpoint(request, webhook_id), since=given.since)
    return Status(202, {"deliveries": count})


def described(endpoint: Endpoint) -> dict[str, Any]:
    """The row of a webhook."""
    return {
        "id": endpoint.pk,
        "url": endpoint.url,
        "description": endpoint.description,
        "types": endpoint.types,
        "created_at": endpoint.created_at,
        "off": endpoint.off_why or None,
        "failing_since": endpoint.failing_since,
        "last_at": endpoint.last_at,
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "message": row.message.key,
        "type": row.message.type,
        "at": row.message.at,
        "state": row.state,
        "next_at": row.next_at,
        "attempts": row.log,
    }


def _endpoint(request: HttpRequest, key: UUID) -> Endpoint:
    allow(request, can_administer)
    found = Endpoint.objects.filter(pk=key).first()
    if found is None:
        raise Problem("not_found")
    return found
