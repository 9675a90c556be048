"""What members keep beside a thread: when it sleeps, answers that wait, labels, drafts, how notes read before.

The dossier reads it in its own statement.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.conversations.desk.typed import typed

PARTS = (
    """select at, by_id, until, coalesce(why, '') as why, ended_at, ended_by_id, ended from conversations_snooze
    where workspace_id = %(workspace)s and conversation_id = %(conversation)s order by at desc limit 50""",
    """select id, author_id, channel_id, coalesce(text, '') as text, files, later, send_at, state, reason, at, "then"
    from conversations_pending where workspace_id = %(workspace)s and conversation_id = %(conversation)s
    and state in ('waiting', 'asked', 'failed') order by send_at limit 20""",
    """select l.id, l.name, l.tone, w.id is not null as worn from conversations_label l
    left join conversations_labelling w on w.workspace_id = l.workspace_id and w.label_id = l.id
    and w.conversation_id = %(conversation)s where l.workspace_id = %(workspace)s order by lower(l.name) limit 200""",
    """select is_note, coalesce(text, '') as text, "to", files, version, changed_at from conversations_draft
    where workspace_id = %(workspace)s and conversation_id = %(conversation)s and member_id = %(member)s""",
    """select v.message_id, v.at, v.by_id, v.text, v.removed from conversations_revision v
    join conversations_message m on m.workspace_id = v.workspace_id and m.id = v.message_id
    where m.workspace_id = %(workspace)s and m.conversation_id = %(conversation)s and m.direction = 'note'
    order by v.at limit 200""",
)


@dataclass(frozen=True, slots=True)
class Sleep:
    """It was put aside."""

    at: datetime
    by_id: UUID | None
    until: datetime
    why: str
    ended_at: datetime | None
    ended_by_id: UUID | None
    ended: str


@dataclass(frozen=True, slots=True)
class Waits:
    """An answer that waits for its moment."""

    id: UUID
    author_id: UUID
    channel_id: UUID
    text: str
    files: list[dict[str, Any]]
    later: bool
    send_at: datetime
    state: str
    reason: str
    at: datetime
    then: str


@dataclass(frozen=True, slots=True)
class Worn:
    """A label of the workspace, and whether this conversation wears it."""

    id: UUID
    name: str
    tone: str
    worn: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """The member's draft."""

    is_note: bool
    text: str
    to: str
    files: list[dict[str, Any]]
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Was:
    """How a note read before."""

    message_id: UUID
    at: datetime
    by_id: UUID | None
    text: str | None
    removed: bool


@dataclass(frozen=True, slots=True)
class Aside:
    """All of it."""

    sleeps: list[Sleep]
    waits: list[Waits]
    labels: list[Worn]
    draft: Begun | None
    revisions: list[Was]

    @property
    def worn(self) -> list[Worn]:
        """The labels it wears."""
        return [label for label in self.labels if label.worn]


def aside(sleeps: str, waits: str, labels: str, drafts: str, revisions: str) -> Aside:
    """What the statements of PARTS brought."""
    begun = typed(Begun, drafts)
    return Aside(
        typed(Sleep, sleeps),
        typed(Waits, waits),
        typed(Worn, labels),
        begun[0] if begun else None,
        typed(Was, revisions),
    )
