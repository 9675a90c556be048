"""What became nothing, taken once more: after a mistake of ours was mended, or a rule changed.

What was digested is not there any more (docs/decisions/collector.md), so a range is of what was refused, and of raw
requests in quarantine. An event's key keeps it from counting twice, whatever came between.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from nitka.accounts.actions.audit import record
from nitka.inbound.accept import Raw
from nitka.inbound.actions import digest_again, take_in
from nitka.inbound.models import Quarantine
from nitka.kit.text import dump
from nitka.moments.collector.packing import packed
from nitka.moments.collector.rows import Arrival, Source

MOST = 2_500  # events in one go


@transaction.atomic
def replay(*, source: Source, arrival_id: UUID) -> int:
    """Read one again; if it is still bad it comes back with its reason. How many were read."""
    return _again(source, _refused(source).filter(pk=arrival_id))


@transaction.atomic
def replay_range(*, source: Source, since: datetime | None = None, until: datetime | None = None) -> int:
    """Read again what was refused within a time, by when it came; without bounds all that is kept. How many events
    and raw requests were read."""
    refused, waiting = _refused(source), Quarantine.objects.filter(kind="collect", source_id=source.pk)
    if since:
        refused, waiting = refused.filter(received_at__gte=since), waiting.filter(at__gte=since)
    if until:
        refused, waiting = refused.filter(received_at__lt=until), waiting.filter(at__lt=until)
    count = _again(source, refused)
    for item in waiting.order_by("id")[:MOST]:
        digest_again(item=item)
        count += 1
    detail = {"name": source.name, "n": count}
    detail |= {name: at.isoformat() for name, at in (("since", since), ("until", until)) if at}
    record("source.replayed", kind="source", object_id=source.pk, detail=detail)
    return count


def _refused(source: Source) -> "QuerySet[Arrival]":
    return Arrival.objects.filter(source_id=source.pk, given__isnull=False).exclude(reason="")


def _again(source: Source, rows: "QuerySet[Arrival]") -> int:
    chosen = list(rows.select_for_update(of=("self",)).order_by("id"))
    Arrival.objects.filter(pk__in=[row.pk for row in chosen]).delete()
    for start in range(0, len(chosen), MOST):
        take(source=source, events=[_as_it_was(row) for row in chosen[start : start + MOST]])
    return len(chosen)


def take(*, source: Source, events: Sequence[Any]) -> None:
    """Digest events at once, as if the source had sent them just now (what is read again, the demo)."""
    body = dump({"batch": events, "sentAt": None, "context": None}).encode()
    request = Raw(source.workspace_id, source.pk, "collect", f"request:{uuid4()}", "replay", None,
                  packed(body), inline=True)  # fmt: skip
    take_in(items=[request])


def _as_it_was(row: Arrival) -> Any:
    """With the time by our clock, as it was reckoned when it came."""
    if not isinstance(row.given, dict):
        return row.given
    given = {name: value for name, value in row.given.items() if name not in ("sentAt", "originalTimestamp")}
    return given | {"timestamp": row.at.isoformat()}
