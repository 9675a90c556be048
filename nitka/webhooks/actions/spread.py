"""From what happened to what each endpoint is sent: the worker's loop, set-based, in the order it happened."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import structlog
from django.db import DatabaseError, transaction

from nitka.kit import clock, slots
from nitka.kit.bell import Look
from nitka.kit.db.bulk import insert
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.loops import Chore, asked, keep_on
from nitka.kit.text import dump
from nitka.webhooks.actions.erase import age
from nitka.webhooks.contract import SLOT, Row
from nitka.webhooks.kinds import KINDS, envelope
from nitka.webhooks.models import Delivery, Endpoint, Happening, Message

BATCH = 200
IDLE = 0.2
LOOK = Look("select from webhooks_happening")
AGED = 3600.0  # seconds between two looks at what is too old

log = structlog.get_logger(__name__)


def run(stop: threading.Event) -> None:
    """The worker's loop."""
    keep_on(stop, LOOK, spread_once, idle=IDLE, chores=[Chore(age, AGED)])


def spread_once() -> int:
    """Spread what waits, a batch of each workspace; how many happenings there were."""
    found = asked("select distinct workspace_id from webhooks_happening limit 100")
    return sum(_spread(workspace_id) for (workspace_id,) in found)


def _spread(workspace_id: UUID) -> int:
    with in_workspace(workspace_id):
        rows = list(Happening.objects.select_for_update(skip_locked=True).order_by("id")[:BATCH])
        if not rows:
            return 0
        endpoints = list(Endpoint.objects.filter(off_at=None).only("id", "types"))
        wanted = {name for endpoint in endpoints for name in endpoint.types}
        messages = _messages([row for row in rows if row.type in wanted and row.type in KINDS])
        insert(messages)
        insert([
            Delivery(endpoint_id=endpoint.pk, message_id=message.pk)
            for message in messages for endpoint in endpoints if message.type in endpoint.types
        ])  # fmt: skip
        Happening.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)


class Told(NamedTuple):
    """What is told once: a type, of what, about whom; `happening` where each time counts."""

    type: str
    of_id: UUID | None
    about_id: UUID
    happening: UUID | None

    @property
    def noun(self) -> tuple[str, UUID | None]:
        """Whose rows are needed."""
        return KINDS[self.type].noun, self.of_id


def _messages(rows: Sequence[Happening]) -> list[Message]:
    """One for each object that something happened to; of several changes that wait, the latest is told."""
    told: dict[Told, datetime] = {}
    new = {key for row in rows if row.type == "customer.created" for key in row.ids}
    for row in rows:
        for key in row.ids:
            if row.type == "customer.updated" and key in new:
                continue  # it is new, as it now is
            one = Told(row.type, row.of_id, UUID(key), None if KINDS[row.type].latest else row.pk)
            told.pop(one, None)
            told[one] = row.at
    nouns: dict[tuple[str, UUID | None], set[UUID]] = defaultdict(set)
    for one in told:
        nouns[one.noun].add(one.about_id)
    found = {noun: _rows(*noun, sorted(keys)) for noun, keys in nouns.items()}
    pairs = ((one, at, found[one.noun].get(one.about_id)) for one, at in told.items())
    return [message(one.type, one.about_id, row, at) for one, at, row in pairs if row is not None]


def _rows(noun: str, of_id: UUID | None, keys: Sequence[UUID]) -> dict[UUID, Row]:
    """The rows of a noun. Of one that cannot be made its id is told: what happened is not lost for it."""
    try:
        with transaction.atomic():
            return {key: row for fill in slots.fillers(SLOT) for key, row in fill(noun, keys, of_id).items()}
    except DatabaseError:
        raise
    except Exception:
        if len(keys) > 1:
            return {key: row for one in keys for key, row in _rows(noun, of_id, [one]).items()}
        log.exception("webhooks.row_not_made", noun=noun, id=str(keys[0]))
        return {keys[0]: Row({noun: {"id": str(keys[0])}})}


def message(type: str, about_id: UUID, row: Row, at: datetime | None = None) -> Message:
    """A message, to be written down."""
    at = at or clock.now()
    body = dump(envelope(type, at.isoformat(), row.data))
    return Message(id=uuid7(), type=type, about_id=about_id, customer_ids=list(row.customer_ids), at=at, body=body)
