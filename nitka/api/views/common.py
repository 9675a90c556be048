"""What every router shares."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from nitka.api.errors import Problem
from nitka.api.schemas import Refusal
from nitka.customers import queries
from nitka.customers.models import Customer

REFUSALS = {frozenset({400, 401, 404, 405, 409, 413, 422, 429}): Refusal}


def answers(status: int, row: Any) -> dict[Any, Any]:
    """The answers of an operation: a success, and every refusal."""
    return {status: row, **REFUSALS}


def rows(data: Iterable[Any], following: str | None) -> dict[str, Any]:
    """A page of a list."""
    return {"data": list(data), "next": following}


def customer_or_404(customer_id: UUID) -> Customer:
    """A customer by id; the survivor of a merged one."""
    customer = queries.survivor(customer_id)
    if customer is None:
        raise Problem("not_found")
    return customer
