"""The latest messages of a thread with their files and deliveries; one statement."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.conversations.desk.typed import typed
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask

SHOWN = 50
MOST = 1000
LONGEST = 60_000  # characters of one message on the page; the whole is one click away

_SQL = """
select m.id, m.direction, m.position, m.at, m.channel_id, m.identity_id, m.author_id, m.auto,
       coalesce(m.subject, ''), coalesce(left(m.text, %(longest)s), ''), coalesce(left(m.quoted, %(longest)s), ''),
       m.html is not null, i.kind, i.value, i.name, m.meta::text,
       (select json_agg(a)::text from (
          select id, name, type, size, inline, cid from conversations_attachment
          where workspace_id = m.workspace_id and message_id = m.id order by id) a),
       (select json_agg(d)::text from (
          select id, state, reason, changed_at from conversations_delivery
          where workspace_id = m.workspace_id and message_id = m.id limit 1) d)
from (select * from conversations_message where workspace_id = %(workspace)s and conversation_id = %(conversation)s
      order by position desc limit %(limit)s) m
join customers_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
order by m.position
"""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a message."""

    id: UUID
    name: str
    type: str
    size: int
    inline: bool
    cid: str


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a message of ours got."""

    id: UUID
    state: str
    reason: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """A message of the thread with its customer's identity."""

    id: UUID
    direction: str
    position: UUID
    at: datetime
    channel_id: UUID
    identity_id: UUID
    author_id: UUID | None
    auto: bool
    subject: str
    body: str
    folded: str
    has_html: bool
    sender_kind: str
    sender_value: str
    sender_name: str
    meta: dict[str, Any]
    files: list[Attached]
    delivery: Sending | None


Latest = tuple[list[Written], bool]


def messages(conversation_id: UUID, shown: int = SHOWN) -> Latest:
    """The latest messages, oldest first, and whether there are earlier ones."""
    return ask_messages(conversation_id, shown).get()


def ask_messages(conversation_id: UUID, shown: int = SHOWN) -> Soon[Latest]:
    """Ask for `messages`."""
    shown = max(SHOWN, min(shown, MOST))
    values: dict[str, Any] = {
        "workspace": require_workspace(),
        "conversation": conversation_id,
        "limit": shown + 1,
        "longest": LONGEST,
    }
    return ask(_SQL, values, lambda rows: ([_written(*row) for row in rows[-shown:]], len(rows) > shown))


def _written(*row: Any) -> Written:
    *columns, meta, files, delivery = row
    columns += [
        json.loads(meta) if meta != "{}" else {},
        typed(Attached, files) if files else [],
        typed(Sending, delivery)[0] if delivery else None,
    ]
    return Written(*columns)


def last_inbound(rows: Sequence[Written]) -> Written | None:
    """The customer's last message of those shown."""
    return next((row for row in reversed(rows) if row.direction == "in"), None)
