"""Merges of the API and what is proposed."""

from uuid import UUID

from ninja import Field, Schema

from nitka.api.schemas.common import At, Given
from nitka.api.schemas.customers import IdentityRow


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
