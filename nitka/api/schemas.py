"""The rows of the API (DESIGN.md, Doors): they only grow."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, PlainSerializer, WithJsonSchema

from nitka.api.parsing import depth

T = TypeVar("T")
DEEPEST = 20
OURS = ("message.", "conversation.", "rating.")  # kinds of moments that reports count

# To the microsecond, as every other door writes it.
At = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(UTC).isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


def shallow(value: dict[str, Any]) -> dict[str, Any]:
    """Nested no deeper than anybody needs."""
    if depth(value) > DEEPEST:
        raise ValueError("nested too deep")
    return value


def aware(at: datetime) -> datetime:
    """A time with its zone, in years that can be."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    if not 1970 <= at.year <= 9000:
        raise ValueError("out of range")
    return at


def _not_ours(kind: str) -> str:
    if kind.startswith(OURS) or kind == "rating":
        raise ValueError("written by Nitka itself")
    return kind


ATTRIBUTES = (
    "Facts of the company's own: text, a number, a day (2026-11-28), true or false, a list of words, or money"
    ' {"amount": "48900.00", "currency": "RUB"}. The first value of a key decides what it holds; null takes it away.'
)
Data = Annotated[dict[str, Any], AfterValidator(shallow)]


class Given(Schema):
    """What is sent to us: unknown names are refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Error(Schema):
    """Why it was not done."""

    code: str
    message: str
    fields: dict[str, str] | None = None


class Refusal(Schema):
    """Every answer of 400 and above."""

    error: Error


class Rows(Schema, Generic[T]):
    """A page of a list; `next` leads to the following one."""

    data: list[T]
    next: str | None


class IdentityRow(Schema):
    """One e-mail, phone, messenger id or browser."""

    kind: str
    value: str
    status: Literal["verified", "stated", "guessed"]


class Money(Schema):
    """A sum: the amount as text with the decimals of its currency (ISO 4217)."""

    amount: str
    currency: str


class CustomerRow(Schema):
    """A person."""

    id: UUID
    name: str
    language: str
    created_at: At
    identities: list[IdentityRow]
    attributes: dict[str, Any]
    labels: list[str]
    owner: UUID | None
    last_at: At
    orders: int
    spent: Money | None


class IdentityGiven(Given):
    """An identity of a customer to make; nobody has proven it unless you say so."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")
    value: str = Field(min_length=1, max_length=400)
    status: Literal["verified", "stated", "guessed"] = "stated"


class CustomerGiven(Given):
    """A customer to make, or to find by one of the identities."""

    name: str = Field("", max_length=200)
    language: Literal["", "ru", "en"] = ""
    identities: list[IdentityGiven] = Field(default_factory=list, max_length=50)
    attributes: Data = Field(default_factory=dict, max_length=100, description=ATTRIBUTES)


class CustomerChange(Given):
    """What to change of a customer: what is left out stays."""

    attributes: Data = Field(default_factory=dict, max_length=100, description=ATTRIBUTES)
    owner: UUID | None = Field(None, description="the member who answers for them; null: nobody")


class LabelRow(Schema):
    """A label that customers may wear."""

    id: UUID
    name: str
    tone: str


class LabelsOf(Schema):
    """The labels that a customer wears."""

    labels: list[str]


class LabelsGiven(Given):
    """All labels that a customer wears from then on; one that there is not yet is made."""

    labels: list[Annotated[str, Field(min_length=1, max_length=40)]] = Field(max_length=50)


class CompanyRow(Schema):
    """An organisation whose people are customers; sums are those of its own people, its parts' left out."""

    id: UUID
    name: str
    domains: list[str]
    parent: UUID | None
    owner: UUID | None
    created_at: At
    archived_at: At | None
    people: int
    orders: int
    spent: list[Money]
    last_at: At | None


Domains = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=300)]],
    Field(max_length=100, description="whoever has a verified e-mail at one of them belongs; free mail is refused"),
]


class CompanyGiven(Given):
    """A company to make."""

    name: str = Field(min_length=1, max_length=200)
    domains: Domains = Field(default_factory=list)
    parent: UUID | None = None


class CompanyChange(Given):
    """What to change of a company: what is left out stays; `domains` are all it has from then on."""

    name: str | None = Field(None, min_length=1, max_length=200)
    domains: Domains | None = None
    parent: UUID | None = None
    owner: UUID | None = Field(None, description="the member who answers for it; null: nobody")


class CompanyPersonGiven(Given):
    """A customer who is with a company, and as what; `left`: who is not with it any more."""

    customer: UUID
    role: str = Field("", max_length=100)
    left: bool = False


class CompanyPersonRow(Schema):
    """How a customer is with a company: by a verified e-mail at `domain`, or as was said (`how`: hand, api, left)."""

    customer: UUID
    role: str
    how: str
    domain: str


class MomentRow(Schema):
    """One thing that happened between a customer and the company."""

    id: UUID
    at: At
    kind: str
    channel: UUID | None
    source: UUID | None = Field(None, description="the source of events it came by: then it has no channel")
    conversation: UUID | None
    data: dict[str, Any]


class MomentGiven(Given):
    """A moment to add; what Nitka itself writes about messages and conversations cannot be made up."""

    kind: Annotated[str, AfterValidator(_not_ours)] = Field(pattern=r"^[a-z][a-z0-9_.-]{0,31}$")
    at: Annotated[datetime, AfterValidator(aware)] | None = None
    channel: UUID | None = None
    data: Data = Field(default_factory=dict, description="facts of the kind (`moment-kinds`); unknown ones are kept")


class MomentKindRow(Schema):
    """A kind of moment that Nitka knows: `fields` are checked, `needs` must be there."""

    kind: str
    label: str
    group: str
    fields: dict[str, str]
    needs: list[str]
    thing: str | None


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


class Queued(Schema):
    """It waits to be digested again."""

    id: UUID


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


class MergeRow(Schema):
    """Two customers are one: since when, why, by which identities; and until when."""

    id: UUID
    into: UUID
    from_: UUID = Field(alias="from")
    why: str
    at: At
    member: UUID | None
    undone_at: At | None
    rule: str = Field(description="what decided: together, unproven, weaker…; empty where a person did")
    rules: str = Field(description="the version of the rules that was in force")
    reasons: list[str] = Field(description="why, in words")
    identities: list[IdentityRow]


class ProposalRow(Schema):
    """Two customers may be one: a person is asked."""

    id: UUID
    at: At
    customers: list[UUID] = Field(description="the two; the first is who they would become")
    probability: float | None = Field(description="that they are one, where it was computed")
    reasons: list[str] = Field(description="why a person is asked, in words")
    for_: list[str] = Field(alias="for", description="what speaks for it where it was computed, the strongest first")
    against: list[str]


class MergeGiven(Given):
    """Make one customer an alias of another."""

    into: UUID
    from_: UUID = Field(alias="from")
    why: str = Field("", max_length=2000)
