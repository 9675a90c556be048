"""What conversations tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MessagesReceived:
    """A batch of customers' messages is in their threads."""

    message_ids: list[UUID]
    conversation_ids: list[UUID]


@dataclass(frozen=True)
class MessagesSent:
    """Members answered."""

    message_ids: list[UUID]
    conversation_ids: list[UUID]


@dataclass(frozen=True)
class ConversationsOpened:
    """Conversations began."""

    conversation_ids: list[UUID]


@dataclass(frozen=True)
class ConversationsClosed:
    """Members closed conversations."""

    conversation_ids: list[UUID]


@dataclass(frozen=True)
class ConversationsReopened:
    """Members or customers opened conversations again."""

    conversation_ids: list[UUID]


@dataclass(frozen=True)
class DeliveriesChanged:
    """Messages went out, arrived, were read, or did not go out."""

    message_ids: list[UUID]


@dataclass(frozen=True)
class Mentioned:
    """A note names members."""

    conversation_id: UUID
    message_id: UUID
    member_ids: list[UUID]
    by_id: UUID


@dataclass(frozen=True)
class Followed:
    """Members follow a conversation; `by_id` is themselves or who added them."""

    conversation_id: UUID
    member_ids: list[UUID]
    by_id: UUID


@dataclass(frozen=True)
class ConversationsRegrouped:
    """What was written in `source` (merge: all, split: from a message on) stands in `into`, or again where it was."""

    regrouping_id: UUID
    kind: str
    into_id: UUID
    source_id: UUID
    by_id: UUID | None
    undone: bool = False


@dataclass(frozen=True)
class ConversationsAssigned:
    """Conversations were given to a member, a team or nobody, by a person's hand or a macro."""

    assignment_ids: list[UUID]


@dataclass(frozen=True)
class ConversationsWoken:
    """Conversations put aside are open again; `how` as in Snooze: due, wrote, member."""

    conversation_ids: list[UUID]
    how: str


@dataclass(frozen=True)
class ConversationRead:
    """A member has a conversation before them."""

    conversation_id: UUID
    member_id: UUID
