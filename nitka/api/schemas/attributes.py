"""The rows of the catalogue of attributes."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Field, Schema

from nitka.api.schemas.common import At, Given

Sort = Literal["text", "number", "money", "date", "yesno", "list"]
SeenBy = Literal["everybody", "managers", "administrators"]
Days = Annotated[int, Field(ge=1, le=7300)]
KEEP = "values that were not said again in so many days are deleted at night; null: kept as long as the customer"


class AttributeRow(Schema):
    """A fact the company keeps of customers, and what for. `waiting`: events brought it and nobody gave it a purpose,
    its values lie apart; `dropped`: it is refused."""

    name: str
    state: Literal["kept", "waiting", "dropped"]
    type: Sort
    label: str
    purpose: str
    owner: UUID | None = Field(description="the member who answers for it")
    personal: bool
    seen_by: SeenBy
    keep_days: int | None = Field(description=KEEP)
    at: At = Field(description="since when it is kept, when it first came, when it was dropped")
    values: int = Field(description="of how many customers it is known")


class AttributeWords(Given):
    """What is written of an attribute."""

    label: str = Field("", max_length=80)
    purpose: str = Field(min_length=1, max_length=300, description="as you would tell the customer")
    owner: UUID | None = None
    personal: bool = True
    seen_by: SeenBy = "everybody"
    keep_days: Days | None = Field(None, description=KEEP)


class AttributeGiven(AttributeWords):
    """An attribute to keep from now on."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    type: Sort


class AttributeChange(Given):
    """What to change of an attribute: what is left out stays."""

    label: str | None = Field(None, max_length=80)
    purpose: str | None = Field(None, min_length=1, max_length=300)
    owner: UUID | None = None
    personal: bool | None = None
    seen_by: SeenBy | None = None
    keep_days: Days | None = None


class AttributeDecision(AttributeWords):
    """What becomes of one that waits: `keep` it, its purpose with it, or `drop` it; `allow` a dropped one again."""

    decision: Literal["keep", "drop", "allow"]
    purpose: str = Field("", max_length=300, description="wanted to keep it")
