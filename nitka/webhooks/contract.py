"""What who tells says to webhooks: the rows of a noun, as the API would answer them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

SLOT = "webhooks.rows"  # (noun, ids, of what) → {id: Row}; filled in wiring by the floor that knows the rows


@dataclass(frozen=True, slots=True)
class Row:
    """What is told of one object, and whose personal data it holds."""

    data: dict[str, Any]
    customer_ids: Collection[UUID] = field(default=())
