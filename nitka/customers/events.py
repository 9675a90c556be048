"""What customers tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class CustomersMerged:
    """Two customers became one, or became two again (`undone`)."""

    merge_id: UUID
    into_id: UUID
    from_id: UUID
    undone: bool = False


@dataclass(frozen=True)
class CustomersChanged:
    """Names or identities of customers changed."""

    customer_ids: list[UUID]
