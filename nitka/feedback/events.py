"""News of feedback."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RatingAsked:
    """Customers were asked."""

    request_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class RatingGiven:
    """Customers answered, or changed their answers."""

    rating_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """Tasks were opened, given to somebody, closed or opened again."""

    task_ids: tuple[UUID, ...]
