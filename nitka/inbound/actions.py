"""Verbs on what arrived."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from nitka.inbound.accept import Accepted, Raw, lane_of, line
from nitka.inbound.digester import digest
from nitka.inbound.models import InboundLog, Quarantine
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, times, uuids
from nitka.kit.db.prepared import cursor as prepared
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.kit.text import dump

_QUEUE = "insert into inbound_queue (lane, inbound_id, workspace_id, kind) values (%s, %s, %s, %s)"
_ENTER = "select id from nitka_enter(%s::uuid[], %s::json, %s::uuid[], %s::timestamptz[])"
_ERASE = (
    """update inbound_log set key = '', sender = '', payload = null, raw = null, blob = null
       where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[]) and (key <> '' or sender <> ''
       or payload is not null or raw is not null or blob is not null)""",
    "delete from inbound_quarantine where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[])",
    "delete from inbound_queue where workspace_id = %(workspace)s and inbound_id = any(%(ids)s::uuid[])",
)
_AGE = """
update inbound_log set payload = null, raw = null, blob = null where id in (
  select id from inbound_log l where workspace_id = %(workspace)s and at < %(before)s
  and (payload is not null or raw is not null or blob is not null)
  and not exists (select from inbound_queue q where q.workspace_id = l.workspace_id and q.inbound_id = l.id)
  and not exists (select from inbound_quarantine q where q.workspace_id = l.workspace_id and q.id = l.id)
  limit %(most)s)
"""


class Part(NamedTuple):
    """One of the many that came in one request: its own key of sameness, and the id of what becomes of it."""

    source_id: UUID
    key: str
    id: UUID
    at: datetime


def digest_again(*, item: Quarantine) -> None:
    """Queue a quarantined thing anew, past the ledger, under the id it arrived by."""
    with in_workspace(item.workspace_id):
        inbound = InboundLog.objects.defer("raw").get(pk=item.pk)
        lane = lane_of(inbound.source_id, inbound.sender, inbound.kind)
        taken, _ = Quarantine.objects.filter(pk=item.pk).delete()
        if taken:  # two clicks at once queue it once
            with connection.cursor() as cursor:
                cursor.execute(_QUEUE, [lane, inbound.pk, inbound.workspace_id, inbound.kind])


def enter(parts: Sequence[Part]) -> set[UUID]:
    """Write parts of things into the ledger, in the workspace at work; answers the ids of those that had come before,
    in an earlier batch or further up in this one."""
    if not parts:
        return set()
    sources, keys, of, at = zip(*parts, strict=True)
    with prepared() as cursor:
        cursor.execute(_ENTER, [uuids(sources), dump(keys), uuids(of), times(at)])
        return {key for (key,) in cursor.fetchall()}


def forget(ids: Iterable[UUID]) -> None:
    """Let digested raw things go that hold many people (DESIGN.md, rule 7); the ledger knows them."""
    with connection.cursor() as cursor:
        cursor.execute("delete from inbound_log where id = any(%s::uuid[])", [array(ids)])


@transaction.atomic
def erase(*, ids: Iterable[UUID], words: Sequence[str] = ()) -> int:
    """Blank raw things for good, with what the ledger and the quarantine say of them; how many rows. The same sent once
    more arrives as something new. `words`, in lower case: the ledger forgets all keys in which one stands."""
    given: dict[str, Any] = {"workspace": require_workspace(), "ids": array(ids), "words": list(words)}
    with connection.cursor() as cursor:
        cursor.execute("select nitka_erase_ledger(%(ids)s::uuid[], %(words)s::text[])", given)
        count = int(cursor.fetchone()[0])
        for statement in _ERASE:
            cursor.execute(statement, given)
            count += cursor.rowcount
    return count


def age(*, before: datetime, most: int) -> int:
    """Let the bytes go of what arrived before a moment and was digested; how many, at most `most`. From whom it was and
    when stays, and the ledger knows it; what waits or lies in quarantine stays whole."""
    given: dict[str, Any] = {"workspace": require_workspace(), "before": before, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(_AGE, given)
        return int(cursor.rowcount)


@transaction.atomic
def take_in(*, items: Sequence[Raw]) -> list[InboundLog]:
    """Store and digest at once, in the caller's workspace and transaction (imports, the demo); repeats are left out.

    All items are of one kind. Raises what the digester raises: here the caller is the one to tell.
    """
    ids = _store(items)
    rows = list(InboundLog.objects.filter(pk__in=ids).order_by("id"))
    if rows:
        digest(rows[0].kind, rows)
    return rows


@transaction.atomic
def set_aside(*, item: Raw, reason: str, detail: str) -> None:
    """Store what a program knows to be unreadable, straight into quarantine (what came before us, the demo)."""
    for key in _store([item]):
        given = {"source_id": item.source_id, "kind": item.kind, "reason": reason, "detail": detail}
        Quarantine.objects.create(id=key, at=clock.now(), **given)


def _store(items: Sequence[Raw]) -> list[UUID]:
    """Into the log; answers the ids of those that are no repeats."""
    answers = [Accepted(uuid7(), clock.now()) for _ in items]
    lines = [
        line(item, answer, lane_of(item.source_id, item.sender, item.kind))
        for item, answer in zip(items, answers, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute("select n from nitka_accept(%s, false)", [f"[{','.join(lines)}]"])
        repeated = {n for (n,) in cursor.fetchall()}
    return [answer.id for n, answer in enumerate(answers) if n not in repeated]
