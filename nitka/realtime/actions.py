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
    moved: bool  # another conversation is in this window than was
    left: UUID | None  # that other one


_BEAT = """
with before as materialized (
    select tab, conversation_id, seen_at from realtime_presence where member_id = %(member)s
)
insert into realtime_presence (id, workspace_id, member_id, tab, conversation_id, seen_at)
values (%(id)s, nullif(current_setting('nitka.workspace', true), '')::uuid,
    %(member)s, %(tab)s, %(conversation)s, %(now)s)
on conflict (workspace_id, member_id, tab)
    do update set seen_at = excluded.seen_at, conversation_id = excluded.conversation_id
returning (select max(seen_at) from before), (select conversation_id from before where tab = %(tab)s),
    exists (select from before where tab = %(tab)s)
"""
# Behind the beat and past what another window holds, so that two that beat at once never wait for each other
_SWEEP = """
delete from realtime_presence where id in (
    select id from realtime_presence where member_id = %s and tab <> %s and seen_at <= %s for update skip locked
)
"""


def beat(*, member_id: UUID, conversation_id: UUID | None = None, tab: str = "") -> Beat:
    """A member's page says that it is open, in which window, and on which conversation."""
    now = clock.now()
    told: dict[str, Any] = {"id": uuid7(), "member": member_id, "tab": tab, "conversation": conversation_id, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, told)
        seen, place, known = cursor.fetchone()
        came = seen is None or seen <= now - HERE
        if not known:
            cursor.execute(_SWEEP, [member_id, tab, now - HERE])
    return Beat(came, place != conversation_id, place)


def here(member: Any, conversation_id: UUID | None = None, tab: str = "") -> None:
    """A heartbeat of accounts' Member; colleagues see who has just come, and who looks at what."""
    found = beat(member_id=member.pk, conversation_id=conversation_id, tab=tab)
    if found.came:
        show_face(member)
    if found.came or found.moved:
        for place in filter(None, {found.left, conversation_id}):
            _looking(member, place)


def leave(member: Any, tab: str) -> None:
    """A window closes: nobody looks at its conversation there any longer. The member fades, as without a word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with before as materialized ("
            " select id, conversation_id from realtime_presence"
            " where member_id = %s and tab = %s and conversation_id is not null for update) "
            "update realtime_presence p set conversation_id = null from before b where p.id = b.id "
            "returning b.conversation_id",
            [member.pk, tab],
        )
        found = cursor.fetchone()
    if found:
        _looking(member, found[0])


def _looking(member: Any, conversation_id: UUID) -> None:
    whisper(topic=topics.conversation(conversation_id), kind="looking", data={"member": str(member.pk)})


def show_face(member: Any) -> None:
    """Tell open pages how a member is now, online, busy or away, and why."""
    data = {"member": str(member.pk), "state": member.availability, "reason": member.away_reason}
    whisper(topic=topics.faces(member.workspace_id), kind="face", data=data)
