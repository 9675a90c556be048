"""The rows of webhooks."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from nitka.api.schemas.common import At, Data, Given, aware

Types = Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=100, description="of `webhook-types`")]


class WebhookRow(Schema):
    """An address that is told of events. `off`: why nothing goes there (hand, gone, failing); null where it does."""

    id: UUID
    url: str
    description: str
    types: list[str]
    created_at: At
    off: Literal["hand", "gone", "failing"] | None
    failing_since: At | None
    last_at: At | None


class WebhookSecretRow(WebhookRow):
    """A webhook just made, or with a new secret: `secret` verifies its deliveries, and is told here alone."""

    secret: str


class WebhookGiven(Given):
    """A webhook to make."""

    url: str = Field(min_length=1, max_length=2000)
    types: Types
    description: str = Field("", max_length=200)


class WebhookChange(Given):
    """What to change of a webhook: what is left out stays."""

    url: str | None = Field(None, min_length=1, max_length=2000)
    types: Types | None = None
    description: str | None = Field(None, max_length=200)
    on: bool | None = None


class WebhookTypeRow(Schema):
    """A type of event and what is told of it."""

    type: str
    label: str
    example: Data


class AttemptRow(Schema):
    """One attempt: a status, or why there is none; the first kilobyte of what was answered."""

    at: At
    ms: int
    status: int
    error: str
    answer: str | None = None


class WebhookDeliveryRow(Schema):
    """One message to one webhook; `message` is its `webhook-id`."""

    id: UUID
    message: str
    type: str
    at: At
    state: Literal["waiting", "sending", "sent", "failed"]
    next_at: At | None
    attempts: list[AttemptRow]


class ResendGiven(Given):
    """All that failed since."""

    since: Annotated[datetime, AfterValidator(aware)]


class ResentRow(Schema):
    """How many deliveries are sent again."""

    deliveries: int
