"""Companies of the API and their people."""

from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from nitka.api.schemas.common import At, Given
from nitka.api.schemas.customers import Money


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
