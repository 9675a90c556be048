"""How an attempt to get something out ended."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Done:
    """It is out."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Whom it was for does not take anything any more: a browser that has unsubscribed."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It is not out. `permanent`: trying again is no use; `wait`: not before that."""

    reason: str
    detail: str = ""
    permanent: bool = False
    wait: timedelta | None = None


Outcome = Done | Gone | Failed
