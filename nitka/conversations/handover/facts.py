"""What a card is made of, as it was at that moment; kept as JSON with the assignment.

Erasure blanks `Assignment.detail`: what people wrote lies nowhere else in it.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, shortened; `by` is a member, None the customer or a program."""

    text: str
    at: datetime
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """Words of ours that name a moment."""

    text: str
    until: datetime
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating of the customer's."""

    score: int
    most: int
    at: datetime
    unhappy: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A task that is still to be done."""

    number: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it; nothing here is guessed."""

    at: datetime
    name: str = ""
    kind: str = ""
    value: str = ""
    since: datetime | None = None
    proven: tuple[tuple[str, str], ...] = ()
    earlier: int = 0
    subject: str = ""
    first: Quote | None = None
    answers: tuple[Quote, ...] = ()
    told_in: int | None = None  # the number of the earlier conversation that the answers are from
    wrote: int = 0
    answered: int = 0
    notes: int = 0
    files: tuple[str, ...] = ()
    files_all: int = 0
    promises: tuple[Promise, ...] = ()
    tasks: tuple[Due, ...] = ()
    rated: Rated | None = None
    ratings: int = 0
    waiting_since: datetime | None = None
    failed: int = 0
    questions: tuple[str, ...] = ()
    words: str = field(default="")  # of who hands over

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        body: dict[str, Any] = _plain(asdict(self))
        return body

    @classmethod
    def read(cls, body: dict[str, Any]) -> Self:
        """And back; what a later version adds has its default."""
        known = {name: value for name, value in body.items() if name in cls.__dataclass_fields__}
        for name in ("at", "since", "waiting_since"):
            known[name] = _time(known.get(name))
        known["proven"] = tuple((kind, value) for kind, value in known.get("proven", ()))
        known["first"] = _quote(known["first"]) if known.get("first") else None
        known["answers"] = tuple(_quote(row) for row in known.get("answers", ()))
        known["promises"] = tuple(
            Promise(row["text"], datetime.fromisoformat(row["until"]), _uuid(row["by"]))
            for row in known.get("promises", ())
        )
        known["tasks"] = tuple(
            Due(row["number"], datetime.fromisoformat(row["due_at"])) for row in known.get("tasks", ())
        )
        rated = known.get("rated")
        known["rated"] = Rated(**{**rated, "at": datetime.fromisoformat(rated["at"])}) if rated else None
        for name in ("files", "questions"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _quote(row: dict[str, Any]) -> Quote:
    return Quote(row["text"], datetime.fromisoformat(row["at"]), _uuid(row.get("by")))


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None
