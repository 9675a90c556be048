"""What became of each event: counted by source, the last ones and the bad ones kept to be looked at."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.customers.queries import Seen
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, insert, instance
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.text import dump
from nitka.moments.collector.events import Event, Key
from nitka.moments.collector.rows import Arrival
from nitka.realtime import topics
from nitka.realtime.actions import publish

SHOWN = 20  # of the good ones of a batch
NOTES = 20  # of one event
# So many are kept of a source: of those that were taken, taken with remarks, and that became nothing
KEPT = (("reason = '' and {0}.notes is null", 200), ("notes is not null", 200), ("reason <> ''", 10_000))
SILENT = ("no_consent",)  # these are not kept as they came

_COUNT = """
with told as (select * from json_to_recordset(%s)
  as g (id uuid, taken bigint, repeated bigint, refused bigint, at timestamptz)),
held as (select s.id from moments_source s join told using (id) order by s.id for no key update of s)
update moments_source s set taken = s.taken + told.taken, repeated = s.repeated + told.repeated,
  refused = s.refused + told.refused, last_at = greatest(s.last_at, told.at)
from told join held using (id) where s.workspace_id = %s and s.id = told.id
"""
# The edges apart from what lies beyond them: the planner would look for an edge anew with each row
_TRIM = """
with edge as materialized (select s.id, (
  select e.id from moments_arrival e where e.workspace_id = %s and e.source_id = s.id and e.{which}
  order by e.id desc offset {most} limit 1) as last from unnest(%s::uuid[]) as s (id))
delete from moments_arrival a using edge
where a.workspace_id = %s and a.source_id = edge.id and a.{other} and a.id <= edge.last and edge.last is not null
"""


@dataclass(slots=True, frozen=True)
class Bad:
    """An event that became nothing."""

    id: UUID
    source_id: UUID
    received_at: datetime
    at: datetime
    reason: str
    given: Any


@dataclass(slots=True)
class Tally:
    """What became of a batch."""

    bad: list[Bad]
    refused: list[tuple[Event, str]] = field(default_factory=list)
    good: list[tuple[Event, UUID]] = field(default_factory=list)
    taken: Counter[UUID] = field(default_factory=Counter)
    repeated: Counter[UUID] = field(default_factory=Counter)

    def copy(self) -> tuple[int, int, Counter[UUID], Counter[UUID]]:
        """How it stands, for `restore`."""
        return len(self.refused), len(self.good), self.taken.copy(), self.repeated.copy()

    def restore(self, state: tuple[int, int, Counter[UUID], Counter[UUID]]) -> None:
        """Forget what has been told since."""
        refused, good, self.taken, self.repeated = state
        del self.refused[refused:], self.good[good:]

    def refuse(self, event: Event, reason: str) -> None:
        """It becomes nothing, for a reason."""
        self.refused.append((event, reason))

    def repeat(self, events: Iterable[Event]) -> None:
        """They had come before."""
        self.repeated.update(event.source_id for event in events)

    def take(self, events: Sequence[Event], identities: Mapping[Key, Seen]) -> None:
        """They became something."""
        self.taken.update(event.source_id for event in events)
        last = [event for event in events[-SHOWN:] if not event.notes]
        noted = [event for event in events if event.notes]
        self.good += [(event, identities[event.who].pk) for event in [*last, *noted]]


def write(tally: Tally) -> None:
    """Count, keep the last and the bad, let older ones go, tell the pages. Six statements."""
    lines = [_good(event, identity) for event, identity in tally.good]
    rows = _last([one for one in lines if one.notes is None], SHOWN)
    rows += _last([one for one in lines if one.notes is not None], SHOWN)
    rows += [_given(bad) for bad in tally.bad]
    refused = [_refused(event, reason) for event, reason in tally.refused]
    rows += _last([row for row in refused if row.reason in SILENT], SHOWN)
    rows += [row for row in refused if row.reason not in SILENT]
    insert(rows)
    bad = Counter(row.source_id for row in refused) + Counter(one.source_id for one in tally.bad)
    sources = sorted({*tally.taken, *tally.repeated, *bad})
    newest = max((row.received_at for row in rows), default=None)
    told = [
        {"id": one, "taken": tally.taken[one], "repeated": tally.repeated[one], "refused": bad[one], "at": newest}
        for one in sources
    ]
    workspace, ids = require_workspace(), array(sources)
    with prepared() as cursor:
        cursor.execute(_COUNT, [dump(told), workspace])  # first: holds the sources, so that no two trim crosswise
        for which, most in KEPT:
            trim = _TRIM.format(which=which.format("e"), other=which.format("a"), most=most)
            cursor.execute(trim, [workspace, ids, workspace])
    publish(topic=topics.sources(workspace), kind="arrived")


def _last(rows: Sequence[Arrival], most: int) -> list[Arrival]:
    """The last ones of each source."""
    seen: Counter[UUID] = Counter()
    kept = []
    for row in reversed(rows):
        seen[row.source_id] += 1
        if seen[row.source_id] <= most:
            kept.append(row)
    return kept[::-1]


def _row(**columns: Any) -> Arrival:
    blank = {"name": "", "identity_id": None, "moment_id": None, "key": "", "reason": "", "given": None, "notes": None}
    return instance(Arrival, {"workspace_id": require_workspace(), **blank, **columns}.items(), stored=False)


def _good(event: Event, identity: UUID) -> Arrival:
    return _row(
        id=event.id, source_id=event.source_id, type=event.type, name=event.name, identity_id=identity,
        moment_id=None if event.type in ("identify", "alias") else event.id, key=event.key,
        received_at=event.received_at, at=event.at, notes=event.notes[:NOTES] or None,
    )  # fmt: skip


def _refused(event: Event, reason: str) -> Arrival:
    return _row(
        id=event.id, source_id=event.source_id, type=event.type, name=event.name, key=event.key, reason=reason,
        received_at=event.received_at, at=event.at, given=None if reason in SILENT else event.given,
    )  # fmt: skip


def _given(bad: Bad) -> Arrival:
    given = bad.given if isinstance(bad.given, dict) else {}
    kind, name, key = (given.get(word) for word in ("type", "event", "messageId"))
    return _row(
        id=bad.id, source_id=bad.source_id, type=kind[:16] if isinstance(kind, str) else "",
        name=name[:200] if isinstance(name, str) else "", key=key[:255] if isinstance(key, str) else "",
        reason=bad.reason, received_at=bad.received_at, at=bad.at, given=bad.given,
    )  # fmt: skip
