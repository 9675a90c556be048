"""Conversations of the API: messages, files, members, ratings, what search finds."""

from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from nitka.api.schemas.common import At, Given, Rows


class ConversationRow(Schema):
    """A thread with one customer across all channels."""

    id: UUID
    number: int
    customer: UUID
    status: Literal["open", "snoozed", "closed"]
    channel: UUID
    subject: str
    assignee: UUID | None
    team: UUID | None
    created_at: At
    last_at: At
    closed_at: At | None
    snoozed_until: At | None
    labels: list[str]


class AssignmentGiven(Given):
    """Who gets a conversation; neither: everybody's queue."""

    member: UUID | None = None
    team: UUID | None = None


class MemberRow(Schema):
    """Somebody who works here."""

    id: UUID
    name: str
    email: str
    role: Literal["owner", "administrator", "manager", "agent", "observer"]
    teams: list[UUID]


class TeamRow(Schema):
    """Members who share conversations."""

    id: UUID
    name: str


class FileRow(Schema):
    """A file of a message."""

    id: UUID
    name: str
    type: str
    size: int


class MessageRow(Schema):
    """One message; `state` says how far an outgoing one got."""

    id: UUID
    at: At
    direction: Literal["in", "out", "note"]
    channel: UUID
    external_id: str | None
    author: UUID | None
    subject: str | None
    text: str
    files: list[FileRow]
    state: Literal["waiting", "sending", "sent", "delivered", "read", "failed"] | None


class MessageGiven(Given):
    """An answer: by `channel`, else by the one the customer wrote last."""

    text: str = Field(min_length=1, max_length=100_000)
    channel: UUID | None = None


class ConversationGiven(Given):
    """A conversation to begin: to a `customer`, or to an address (`to`) that makes one where nobody has it yet.

    With `customer` alone their best address is taken: proven before stated, by the channel used last. Neither `member`
    nor `team`: whoever the token acts for has it, or nobody. `purpose` is the code of a consent that it needs.
    """

    text: str = Field(min_length=1, max_length=100_000)
    subject: str = Field("", max_length=250)
    customer: UUID | None = None
    to: str = Field("", max_length=420, description="kind:value, as in email:anna@example.org")
    name: str = Field("", max_length=200, description="of who is new")
    channel: UUID | None = None
    cc: list[str] = Field(default_factory=list, max_length=50)
    bcc: list[str] = Field(default_factory=list, max_length=50)
    member: UUID | None = None
    team: UUID | None = None
    purpose: str = Field("", max_length=40)


class FoundMessage(Schema):
    """A message that matched: a passage around what did."""

    id: UUID
    at: At
    direction: Literal["in", "out", "note"]
    channel: UUID
    passage: str


class FoundRow(Schema):
    """A conversation that was found, the latest of its matching messages, and how many more there are."""

    conversation: UUID
    number: int
    customer: UUID
    status: Literal["open", "snoozed", "closed"]
    subject: str
    assignee: UUID | None
    last_at: At
    messages: list[FoundMessage]
    more: int


class FoundRows(Rows[FoundRow]):
    """What a line found; `read_as` are words that were read as others, `left_out` conditions that say nothing."""

    read_as: dict[str, str]
    left_out: list[str]


class ChannelRow(Schema):
    """A configured way in and out."""

    id: UUID
    kind: str
    name: str
    language: str
    active: bool
    created_at: At


class QuarantineRow(Schema):
    """What arrived and could not be read."""

    id: UUID
    at: At
    channel: UUID
    kind: str
    reason: str
    detail: str
    external_id: str | None


class RatingRow(Schema):
    """What a customer answered, as it stands; `scale` is csat (1–5) or nps (0–10)."""

    id: UUID
    at: At
    changed_at: At | None
    scale: str
    score: int
    factors: list[str]
    comment: str | None
    customer: UUID | None
    conversation: UUID | None
    channel: UUID | None
    member: UUID | None
