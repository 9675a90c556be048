"""Moments of the API and their kinds."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from nitka.api.schemas.common import At, Data, Given, aware

OURS = ("message.", "conversation.", "rating.")  # kinds of moments that reports count


def _not_ours(kind: str) -> str:
    if kind.startswith(OURS) or kind == "rating":
        raise ValueError("written by Nitka itself")
    return kind


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
