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
