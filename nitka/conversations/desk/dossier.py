"""A conversation with all that stands around it: identities, who had it, closures, who is looking; one statement."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from nitka.accounts.models import Member
from nitka.conversations import queries
from nitka.conversations.models import Assignment, Closure, Conversation
from nitka.customers.models import Customer, Identity, Proposal
from nitka.kit import clock
from nitka.moments.models import Moment
from nitka.realtime.models import Presence
from nitka.realtime.queries import HERE

EVENTS = 200
MOMENTS = 60
EARLIER = 6
Row = dict[str, Any]


@dataclass(slots=True)
class Dossier:
    """The conversation, its customer, and rows around it with their ids and times read."""

    conversation: Conversation
    customer: Customer
    identities: list[Row]
    assignments: list[Row]
    closures: list[Row]
    viewers: list[UUID]
    proposals: list[Row] = field(default_factory=list)
    earlier: list[Row] = field(default_factory=list)
    moments: list[Row] = field(default_factory=list)


def dossier(member: Member, number: int, *, panel: bool = True) -> Dossier | None:
    """Read a conversation by its number; `panel` adds what the customer's panel shows."""
    rows = queries.visible_to(member).filter(number=number).select_related("identity__customer")
    rows = rows.annotate(**_around())
    if panel:
        rows = rows.annotate(**_panel())
    found = rows.first()
    return _read(found, panel=panel) if found else None


def _around() -> dict[str, Any]:
    mine = {"workspace_id": OuterRef("workspace_id"), "conversation_id": OuterRef("pk")}
    return {
        "around_identities": _identities(),
        "around_assignments": _rows(
            Assignment.objects.filter(**mine).order_by("-at")[:EVENTS], "at", "member_id", "by_id", "reason"
        ),
        "around_closures": _rows(
            Closure.objects.filter(**mine).order_by("-at")[:EVENTS], "at", "by_id", "reopened_at", "reopened_by_id"
        ),
        "around_viewers": ArraySubquery(
            Presence.objects.filter(**mine, seen_at__gt=clock.now() - HERE).order_by("seen_at").values("member_id")
        ),
    }


def _identities() -> ArraySubquery:
    customer = {"workspace_id": OuterRef("workspace_id"), "customer_id": OuterRef("identity__customer_id")}
    return _rows(
        Identity.objects.filter(**customer).order_by("created_at"),
        "id",
        "kind",
        "value",
        "name",
        "status",
        "created_at",
    )


def _panel() -> dict[str, Any]:
    workspace, customer = OuterRef("workspace_id"), OuterRef("identity__customer_id")
    own = Identity.objects.filter(
        workspace_id=OuterRef("workspace_id"), customer_id=OuterRef(OuterRef("identity__customer_id"))
    )
    earlier = Conversation.objects.filter(workspace_id=workspace, identity__customer_id=customer).exclude(
        pk=OuterRef("pk")
    )
    proposals = Proposal.objects.filter(workspace_id=workspace, claimant__customer_id=customer, decision="")
    return {
        "panel_earlier": _rows(
            earlier.order_by("-last_at")[:EARLIER], "id", "number", "subject", "status", "last_at", "channel_id"
        ),
        "panel_moments": _rows(
            Moment.objects.filter(workspace_id=workspace, identity_id__in=own.values("pk")).order_by("-id")[:MOMENTS],
            "id",
            "at",
            "kind",
            "channel_id",
            "conversation_id",
            "member_id",
            "data",
        ),
        "panel_proposals": _rows(
            proposals.order_by("at")[:5],
            "id",
            "at",
            kind="identity__kind",
            value="identity__value",
            owner="identity__customer__name",
            owner_id="identity__customer_id",
        ),
    }


def _rows(rows: "QuerySet[Any]", *names: str, **more: str) -> ArraySubquery:
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in names}, **more)))


def _read(row: Any, *, panel: bool) -> Dossier:
    return Dossier(
        conversation=row,
        customer=row.identity.customer,
        identities=typed(row.around_identities),
        assignments=typed(row.around_assignments),
        closures=typed(row.around_closures),
        viewers=list(row.around_viewers),
        proposals=typed(row.panel_proposals) if panel else [],
        earlier=typed(row.panel_earlier) if panel else [],
        moments=typed(row.panel_moments) if panel else [],
    )


def typed(rows: list[Row]) -> list[Row]:
    """JSON rows with their times and ids read."""
    return [{name: _value(name, value) for name, value in row.items()} for row in rows]


def _value(name: str, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if name == "id" or name.endswith("_id"):
        return UUID(value)
    if name == "at" or name.endswith("_at"):
        return datetime.fromisoformat(value)
    return value
