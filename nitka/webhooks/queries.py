"""What endpoints there are, and how deliveries to them went."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from nitka.webhooks.models import Delivery, Endpoint, Off, State


def endpoints() -> QuerySet[Endpoint]:
    """All of the workspace, the oldest first."""
    return Endpoint.objects.order_by("created_at", "id")


def given_up() -> int:
    """How many were switched off by us."""
    return Endpoint.objects.filter(off_why__in=(Off.GONE, Off.FAILING)).count()


def waiting(ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Endpoint → how many deliveries wait, and how many failed."""
    found = Delivery.objects.filter(endpoint_id__in=ids).exclude(state=State.SENT).values("endpoint_id")
    failed = Q(state=State.FAILED)
    counted = found.annotate(failed=Count("id", filter=failed), waits=Count("id", filter=~failed))
    return {row["endpoint_id"]: {"failed": row["failed"], "waits": row["waits"]} for row in counted}


def log(endpoint_id: UUID, state: str = "") -> QuerySet[Delivery]:
    """Deliveries of an endpoint, newest first."""
    found = Delivery.objects.filter(endpoint_id=endpoint_id).select_related("message").order_by("-id")
    states: dict[str, Any] = {
        "failed": [State.FAILED], "waiting": [State.WAITING, State.SENDING], "sent": [State.SENT],
    }  # fmt: skip
    return found.filter(state__in=states[state]) if state in states else found
