"""What moments tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MomentsAppended:
    """Moments were written down: their kinds and their identities, two lists of one length."""

    kinds: list[str]
    identity_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class MomentsUnmade:
    """Moments were taken back: their kinds and their identities, two lists of one length."""

    kinds: list[str]
    identity_ids: list[UUID]
