"""What segments tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class SegmentEntered:
    """Customers are in a segment from now on. `why`: see `models.Why`; of a new definition the hearers may not care."""

    segment_id: UUID
    customer_ids: list[UUID]
    why: str


@dataclass(frozen=True)
class SegmentLeft:
    """Customers are in a segment no more."""

    segment_id: UUID
    customer_ids: list[UUID]
    why: str


@dataclass(frozen=True)
class CompaniesEntered:
    """Companies are in a segment of companies from now on."""

    segment_id: UUID
    company_ids: list[UUID]
    why: str


@dataclass(frozen=True)
class CompaniesLeft:
    """Companies are in a segment of companies no more."""

    segment_id: UUID
    company_ids: list[UUID]
    why: str
