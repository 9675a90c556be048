"""Tell pages that something changed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction

from nitka.kit import clock
from nitka.kit.ids import uuid7
from nitka.kit.text import dump, scrub_json
from nitka.realtime import topics
from nitka.realtime.queries import HERE
from nitka.realtime.topics import WAKE

WHISPERS = "nitka_whispers"
REVOKE = "revoke"


@dataclass(frozen=True)
class Signal:
    """What to tell whom."""

    topic: str
    kind: str
    data: dict[str, Any] = field(default_factory=dict)


def publish(*, topic: str, kind: str, data: dict[str, Any] | None = None) -> None:
    """Append one signal to the outbox of the running transaction."""
    publish_many([Signal(topic, kind, data or {})])


def publish_many(signals: Iterable[Signal]) -> None:
    """Append signals to the outbox of the running transaction, in one statement."""
    rows = [{"topic": s.topic, "kind": s.kind, "data": s.data} for s in signals]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into realtime_eventoutbox (topic, kind, data) "
            "select topic, kind, data from json_to_recordset(%s) as row (topic text, kind text, data jsonb)",
            [dump(rows)],
        )
    if not any(hook[1] is _wake for hook in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """After commit, and once a transaction; inside it, a NOTIFY would take a lock of the whole database."""
    _notify(WAKE, "")


def whisper(*, topic: str, kind: str, data: dict[str, Any] | None = None) -> None:
    """Tell the open streams at once and leave no trace (typing). After commit, and lost without harm."""
    payload = whisper_payload(Signal(topic, kind, data or {}))
    transaction.on_commit(lambda: _notify(WHISPERS, payload), robust=True)


def whisper_payload(signal: Signal) -> str:
    """The NOTIFY payload of a whisper; raises ValueError above PostgreSQL's 8,000 bytes."""
    row = {"topic": signal.topic, "kind": signal.kind, "data": scrub_json(signal.data)}
    payload = json.dumps(row, default=str)
    if len(payload) >= 8000:
        raise ValueError("a whisper is short")
    return payload


def _notify(channel: str, payload: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_notify(%s, %s)", [channel, payload])
    except Error:
        pass  # nobody misses a whisper, and the sequencer looks by itself


def revoke(subject: str) -> None:
    """End every stream opened for `subject` (`member:<id>`, `session:<key>`) and refuse its older URLs."""
    publish(topic=topics.revocation(subject), kind=REVOKE, data={"at": clock.now().timestamp()})


@dataclass(frozen=True, slots=True)
class Beat:
    """What a heartbeat has changed."""

    came: bool  # they were not here a moment ago
    moved: bool  # another conversation is before them than was
    left: UUID | None  # that other one


def beat(*, member_id: UUID, conversation_id: UUID | None = None) -> Beat:
    """A member's page says that it is open, and on which conversation."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into realtime_presence (id, workspace_id, member_id, conversation_id, seen_at) "
            "values (%s, nullif(current_setting('nitka.workspace', true), '')::uuid, %s, %s, %s) "
            "on conflict (workspace_id, member_id) "
            "do update set seen_at = excluded.seen_at, conversation_id = excluded.conversation_id "
            "returning (select seen_at from realtime_presence where member_id = %s),"  # as it was before
            " (select conversation_id from realtime_presence where member_id = %s)",
            [uuid7(), member_id, conversation_id, now, member_id, member_id],
        )
        seen, place = cursor.fetchone()
    return Beat(seen is None or seen <= now - HERE, place != conversation_id, place)


def here(member: Any, conversation_id: UUID | None = None) -> None:
    """A heartbeat of accounts' Member; colleagues see who has just come, and who looks at what."""
    found = beat(member_id=member.pk, conversation_id=conversation_id)
    if found.came:
        show_face(member)
    if found.came or found.moved:
        for place in filter(None, {found.left, conversation_id}):
            whisper(topic=topics.conversation(place), kind="looking", data={"member": str(member.pk)})


def show_face(member: Any) -> None:
    """Tell open pages how a member is now, online, busy or away, and why."""
    data = {"member": str(member.pk), "state": member.availability, "reason": member.away_reason}
    whisper(topic=topics.faces(member.workspace_id), kind="face", data=data)
