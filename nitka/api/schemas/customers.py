"""Customers of the API: their rows, and what is sent to us of them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from nitka.api.schemas.common import At, Data, Given

ATTRIBUTES = (
    "Facts of the company's own: text, a number, a day (2026-11-28), true or false, a list of words, or money"
    ' {"amount": "48900.00", "currency": "RUB"}. The first value of a key decides what it holds; null takes it away.'
)


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
