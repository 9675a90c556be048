"""The rows of segments."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from nitka.api.schemas.common import At, Given, shallow

Definition = Annotated[
    dict[str, Any],
    AfterValidator(shallow),
    Field(description='{"version": 1, "of": "customers" | "companies", '
                      '"all" | "any" | "none": [conditions {"is": sort, …} and further groups]}'),
]


class SegmentRow(Schema):
    """Customers, or companies (`of`), whom a definition describes. `filled_at`: since when `size` is theirs; null: it
    is being counted.
    """

    id: UUID
    name: str
    of: str
    definition: dict[str, Any]
    version: int
    size: int
    ready: str
    trouble: str
    created_at: At
    changed_at: At
    filled_at: At | None


class SegmentGiven(Given):
    """A segment to make."""

    name: str = Field(min_length=1, max_length=80)
    definition: Definition


class SegmentChange(Given):
    """What to change of a segment; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=80)
    definition: Definition | None = None


class SegmentTried(Given):
    """A definition to try."""

    definition: Definition


class NearRow(Schema):
    """A customer, or a company, that almost fits: the condition in the way by its path, and the figure that it bounds
    as it is.
    """

    customer: UUID | None
    company: UUID | None
    path: str
    value: float | None


class PreviewRow(Schema):
    """How many of `total` customers, or companies, fit; where `exact` is false it is a guess, from `low` to `high`.
    `almost` so many almost fit, of the `looked` who were looked at; `near`: the nearest of them.
    """

    count: int
    total: int
    exact: bool
    low: int
    high: int
    sample: list[UUID]
    almost: int
    looked: int
    near: list[NearRow]


class SegmentMemberRow(Schema):
    """A customer, or a company, in a segment, since when."""

    customer: UUID | None
    company: UUID | None
    since: At
