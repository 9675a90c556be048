"""What the floors above say to notices: whom to tell of what, and what an object is called."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Told:
    """Tell a member of something. `about_id` is the object that unread notices of a kind are collapsed by; the same
    `cause_id` (a message, an assignment) again changes nothing, so that a batch may be told twice."""

    member_id: UUID
    kind: str
    about_id: UUID
    cause_id: UUID
    by_id: UUID | None = None
    at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)  # ids and words of ours, nothing that a customer wrote


@dataclass(frozen=True, slots=True)
class Named:
    """An object for one reader: whose it is, what it is about, where it is (under `/w/<slug>/`)."""

    title: str
    detail: str
    path: str
    key: object = ""  # of whom the title speaks, for the face's hue
