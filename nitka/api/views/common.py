"""What every router shares."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from nitka.accounts.models import Member
from nitka.api.errors import Problem
from nitka.api.schemas import Refusal
from nitka.customers import queries
from nitka.customers.models import Customer

REFUSALS = {frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429}): Refusal}


def answers(status: int, row: Any) -> dict[Any, Any]:
    """The answers of an operation: a success, and every refusal."""
    return {status: row, **REFUSALS}


def rows(data: Iterable[Any], following: str | None) -> dict[str, Any]:
    """A page of a list."""
    return {"data": list(data), "next": following}


def acting(request: HttpRequest) -> Member | None:
    """The member that the token acts for; None: it is the company's own program and sees everything."""
    return getattr(request, "member", None)


def allow(request: HttpRequest, policy: Callable[[Member], bool]) -> None:
    """Refuse what the member behind the token may not do."""
    member = acting(request)
    if member is not None and not policy(member):
        raise Problem("forbidden")


def customer_or_404(request: HttpRequest, customer_id: UUID) -> Customer:
    """A customer by id, as far as the token sees; the survivor of a merged one."""
    customer = queries.survivor(customer_id, acting(request))
    if customer is None:
        raise Problem("not_found")
    return customer
