"""The rows of the register of what persons asked for by law."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator

from nitka.api.schemas.common import At, Given, aware, shallow

Kind = Literal["export", "erasure", "restriction", "rectification"]
Wrong = Literal["name", "language", "identity", "attribute"]
State = Literal["open", "done", "refused", "withdrawn"]


class RightsEntryRow(Schema):
    """A line of a request's log, which only grows."""

    at: At
    verb: str
    member: UUID | None


class RightsCopyRow(Schema):
    """The file with all that is kept of a person: being made, or there until `until`."""

    state: Literal["waiting", "done"]
    size: int
    until: At | None


class RightsErasureRow(Schema):
    """An erasure: it can be called off until `begins_at`."""

    state: Literal["waiting", "going", "done", "cancelled"]
    begins_at: At
    ended_at: At | None


class RightsRequestRow(Schema):
    """What a person asked for, and the last moment by which the law wants it done."""

    id: UUID
    number: int
    kind: Kind
    customer: UUID
    law: Literal["152-fz", "gdpr"]
    way: str
    member: UUID | None = Field(description="who answers for it")
    state: State
    words: str
    received_at: At
    due_at: At
    late: bool
    closed_at: At | None


class RightsCorrectionRow(Schema):
    """A value that is wrong: both values are null once the request has ended."""

    id: UUID
    field: Wrong
    identity: UUID | None = Field(description="which contact")
    attribute: str | None = Field(description="the key of which attribute")
    was: Any
    asked: Any
    applied_at: At | None
    member: UUID | None = Field(description="who changed it")


class RightsRequestWhole(RightsRequestRow):
    """A request with its log and what was made for it."""

    log: list[RightsEntryRow]
    corrections: list[RightsCorrectionRow]
    copy_: RightsCopyRow | None = Field(alias="copy")
    erasure: RightsErasureRow | None


class RightsCorrectionGiven(Given):
    """Which value is wrong, and what it should be."""

    field: Wrong
    identity: UUID | None = Field(None, description="of a contact: which one, an e-mail or a phone")
    attribute: str | None = Field(None, max_length=40, description="of an attribute: its key")
    was: Any = Field(None, description="what stands there; given, it is compared with what does")
    asked: Annotated[Any, AfterValidator(lambda value: shallow({"value": value})["value"])]

    @property
    def code(self) -> str:
        """As the register names it."""
        return ":".join(filter(None, (self.field, str(self.identity or ""), self.attribute or "")))


class RightsRequestGiven(Given):
    """A person asked for something."""

    customer: UUID
    kind: Kind
    words: str = Field("", max_length=4000, description="what they ask exactly, and how you know that it is them")
    received_at: Annotated[datetime, AfterValidator(aware)] | None = Field(None, description="when it came; now")
    corrections: list[RightsCorrectionGiven] = Field([], max_length=50, description="of a rectification: what is wrong")


class RightsNoteGiven(Given):
    """What was done in the world outside."""

    text: str = Field(min_length=1, max_length=4000)


class RightsClosureGiven(Given):
    """How it ended; an erasure ends by itself."""

    state: Literal["done", "refused", "withdrawn"]


class RightsErasureGiven(Given):
    """An order to erase the person for good."""

    confirm: str = Field(max_length=40, description="the number of the request, as proof that this one is meant")
    at_once: bool = Field(False, description="not after the hours in which it can be called off")
