"""The nightly round over attributes that are kept for some days only. The worker's loop of `refreshing` calls it."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import structlog

from nitka.accounts.models import Workspace
from nitka.customers.actions.expire import finish_check, outlived, remove_outlived
from nitka.customers.known import Attribute, AttributeKind
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

HOUR = 3  # at night, in UTC
EVERY = timedelta(hours=20)
CHUNK = 2_000
KEY = 16  # bytes of an id

log = structlog.get_logger(__name__)


def expire_due() -> int:
    """Go through each attribute whose night it is; how many values went. A night that was slept through is made up."""
    gone = 0
    for workspace_id in list(Workspace.objects.values_list("pk", flat=True)):
        for kind in _due(workspace_id):
            try:
                gone += _expire(workspace_id, kind)
            except Exception:
                log.exception("customers.not_expired", workspace=str(workspace_id), attribute=kind.key)
    return gone


def _due(workspace_id: UUID) -> list[AttributeKind]:
    now = clock.now()
    latest = now - (EVERY if now.hour == HOUR else EVERY * 2)
    with in_workspace(workspace_id):
        return list(AttributeKind.objects.filter(keep_days__isnull=False, checked_at__lt=latest))


def _expire(workspace_id: UUID, kind: AttributeKind) -> int:
    """Each chunk in a transaction of its own, so that nobody waits long and what went is counted."""
    until, gone = outlived(kind), 0
    for ids in _chunks(workspace_id, kind, until):
        with in_workspace(workspace_id):
            gone += remove_outlived(kind=kind, ids=ids, until=until)
    with in_workspace(workspace_id):
        finish_check(kind=kind, until=until, gone=gone)
    return gone


def _chunks(workspace_id: UUID, kind: AttributeKind, until: object) -> Iterator[list[UUID]]:
    """The ids of what outlived its days, read once: looking for each chunk anew would pass over all that stays."""
    places = bytearray()
    with in_workspace(workspace_id):
        old = Attribute.objects.filter(key=kind.key, at__lt=until).order_by()
        for key in old.values_list("pk", flat=True).iterator(20_000):
            places += key.bytes
    for start in range(0, len(places), CHUNK * KEY):
        part = places[start : start + CHUNK * KEY]
        yield [UUID(bytes=bytes(part[at : at + KEY])) for at in range(0, len(part), KEY)]
