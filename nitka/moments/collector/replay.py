"""What became nothing, taken once more: after a mistake of ours was mended, or a rule changed."""

import zlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from nitka.inbound.accept import Raw
from nitka.inbound.actions import take_in
from nitka.kit.text import dump
from nitka.moments.collector.rows import Arrival, Source

MOST = 2_500


@transaction.atomic
def replay(*, source: Source, arrival_id: UUID | None = None) -> int:
    """Read one again, or the latest of the source; those still bad come back with their reason. How many were read."""
    rows = Arrival.objects.select_for_update(of=("self",)).filter(source_id=source.pk, given__isnull=False)
    rows = rows.exclude(reason="").order_by("-id")
    chosen = list(rows.filter(pk=arrival_id) if arrival_id else rows[:MOST])
    if not chosen:
        return 0
    Arrival.objects.filter(pk__in=[row.pk for row in chosen]).delete()
    take(source=source, events=[_as_it_was(row) for row in chosen[::-1]])
    return len(chosen)


def take(*, source: Source, events: Sequence[Any]) -> None:
    """Digest events at once, as if the source had sent them just now (what is read again, the demo)."""
    body = dump({"batch": events, "sentAt": None, "context": None}).encode()
    request = Raw(source.workspace_id, source.pk, "collect", f"request:{uuid4()}", "replay", None,
                  zlib.compress(body, 1), inline=True)  # fmt: skip
    take_in(items=[request])


def _as_it_was(row: Arrival) -> Any:
    """With the time by our clock, as it was reckoned when it came."""
    if not isinstance(row.given, dict):
        return row.given
    given = {name: value for name, value in row.given.items() if name not in ("sentAt", "originalTimestamp")}
    return given | {"timestamp": row.at.isoformat()}
