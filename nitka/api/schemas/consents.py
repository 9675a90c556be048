"""The rows of what customers agreed to."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from nitka.api.schemas.common import At, Given, aware

Way = Literal["channel", "page", "letter", "call", "paper", "api"]


class PurposeRow(Schema):
    """What a company writes for beyond serving, and the words in force by which it asks; by language."""

    id: UUID
    code: str
    names: dict[str, str]
    texts: dict[str, str]
    version: int
    asks_twice: bool
    created_at: At
    archived_at: At | None


class ContactRow(Schema):
    """The identity that something was said through."""

    kind: str
    value: str


class ConsentRow(Schema):
    """A line of the journal, which only grows. `holds`: it says how its contact stands now; `again_at`: when the
    same was last said again."""

    id: UUID
    purpose: str
    answer: Literal["given", "withdrawn", "asked"]
    contact: ContactRow
    everywhere: bool
    holds: bool
    at: At
    again_at: At | None
    noted_at: At
    way: Way
    language: str
    version: int | None
    text: str
    proof: str


class ContactGiven(Given):
    """An identity of the customer."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{0,15}$")
    value: str = Field(min_length=1, max_length=400)


class ConsentGiven(Given):
    """What a customer said of a purpose, through some of their identities or, with none named, through all they have.

    A withdrawal that names none holds for what they will be known by later too.
    """

    purpose: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    answer: Literal["given", "withdrawn"]
    contacts: list[ContactGiven] = Field(default_factory=list, max_length=50)
    at: Annotated[datetime, AfterValidator(aware)] | None = Field(None, description="when they said it; now")
    way: Way = "api"
    language: Literal["", "ru", "en"] = Field("", description="in which they read the words")
    proof: str = Field("", max_length=2000, description="what shows it: an address of a form, a number of a paper")
