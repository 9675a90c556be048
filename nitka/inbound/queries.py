"""Reads of what arrived."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from nitka.inbound.models import InboundLog, Quarantine
from nitka.kit.ids import uuid7


def quarantine() -> "QuerySet[Quarantine]":
    """What could not be digested, newest first."""
    return Quarantine.objects.order_by("-at", "-id")


def arrived(ids: list[UUID]) -> dict[UUID, InboundLog]:
    """Raw things by id, without their bytes."""
    return InboundLog.objects.defer("raw").in_bulk(ids)


def external_id(item: InboundLog | None) -> str | None:
    """The sender's own id of a thing: the widget's uuid, or Message-ID without brackets; None when it had none."""
    if item is None:
        return None
    if item.kind == "mail":
        return item.key.rpartition("#")[0] or None
    given = (item.payload or {}).get("id")
    return given if isinstance(given, str) else item.key.rpartition(":")[2] or None


def mail_ids(*, source_id: UUID, since: datetime) -> set[str]:
    """The Message-IDs of the letters that a channel has had from that moment on."""
    rows = InboundLog.objects.filter(pk__gte=uuid7(since), source_id=source_id, kind="mail")
    return {found for key in rows.values_list("key", flat=True).iterator(5_000) if (found := key.rpartition("#")[0])}
