"""Reads of what arrived."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
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


def mail_ids(*, source_id: UUID, since: datetime) -> "MailIds":
    """The Message-IDs of the letters that a channel has had from that moment on."""
    rows = InboundLog.objects.filter(pk__gte=uuid7(since), source_id=source_id, kind="mail")
    return MailIds(key.rpartition("#")[0] for key in rows.values_list("key", flat=True).iterator(5_000))


class MailIds:
    """Message-IDs by their hashes, in eight bytes each: a mailbox may have hundreds of thousands."""

    def __init__(self, names: Iterable[str]) -> None:
        self.hashes = array("q", sorted(array("q", (hash(name) for name in names if name))))

    def __contains__(self, name: str) -> bool:
        at = bisect_left(self.hashes, hash(name))
        return bool(name) and at < len(self.hashes) and self.hashes[at] == hash(name)


def much_waits(most: int) -> bool:
    """Whether more than `most` things wait to be digested, of all workspaces (for the worker's role)."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) > %s from (select from inbound_queue limit %s) waiting", [most, most + 1])
        return bool(cursor.fetchone()[0])


def blobs_of(ids: list[UUID]) -> set[str]:
    """The blobs that hold the bytes of some things that arrived."""
    found = InboundLog.objects.filter(pk__in=ids).exclude(blob=None).values_list("blob", flat=True)
    return {sha256 for sha256 in found if sha256}
