"""Reads of what arrived."""

from uuid import UUID

from django.db.models import QuerySet

from nitka.inbound.models import InboundLog, Quarantine


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
