"""Whom an endpoint that was given up concerns, and what it is called in a notice."""

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.accounts.queries import active_members
from nitka.kit.ids import uuid7
from nitka.notices import actions
from nitka.notices.contract import Named, Told
from nitka.notices.models import Kind, Notice
from nitka.webhooks.events import EndpointsGivenUp
from nitka.webhooks.models import Endpoint


def on_given_up(event: EndpointsGivenUp) -> None:
    """Endpoints are told nothing any more."""
    actions.later("webhook", event.endpoint_ids)


def from_webhook(endpoint_ids: Collection[UUID]) -> Iterator[Told]:
    """Who made it, as long as they may mend it; else all who may."""
    menders = {member.pk for member in active_members() if can_administer(member)}
    for endpoint in Endpoint.objects.filter(pk__in=endpoint_ids).exclude(off_at=None):
        cause = uuid7()
        whom = {endpoint.by_id} & menders or menders
        for member_id in filter(None, whom):
            yield Told(member_id, Kind.WEBHOOK, endpoint.pk, cause, at=endpoint.off_at)


def narrow(member: Member, found: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """Webhooks are for administrators; the slot "notices.visible"."""
    return found if can_administer(member) else found.filter(~Q(kind=Kind.WEBHOOK))


def named(member: Member, ids: Collection[UUID]) -> dict[UUID, Named]:
    """What endpoints are called: by their hosts; the slot "notices.named.webhook"."""
    if not can_administer(member):
        return {}
    rows = Endpoint.objects.filter(pk__in=ids)
    return {
        row.pk: Named(row.description or urlsplit(row.url).hostname or "", row.get_off_why_display(),
                      f"settings/webhooks/{row.pk}/", row.pk)
        for row in rows
    }  # fmt: skip
