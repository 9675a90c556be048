"""What all rows of the API share (DESIGN.md, Doors): they only grow."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, PlainSerializer, WithJsonSchema

from nitka.api.parsing import depth

T = TypeVar("T")
DEEPEST = 20
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


class Queued(Schema):
    """It waits to be digested again."""

    id: UUID
