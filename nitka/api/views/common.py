"""What every router shares."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from babel.numbers import get_currency_precision
from django.http import HttpRequest
from ninja import Header

from nitka.accounts.models import Member
from nitka.api import answered
from nitka.api.errors import Problem
from nitka.api.repeats import MOST
from nitka.api.schemas.common import Refusal
from nitka.customers import queries
from nitka.customers.models import Customer

answered.share()  # before the first operation is declared

REFUSALS = {frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429}): Refusal}


Key = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        max_length=MOST,
        description="a repeat with the same key and body gets the first answer; with another body it is refused (422)",
    ),
]


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """A sum as the API writes it."""
    digits = get_currency_precision(currency)
    return {"amount": str(amount.quantize(Decimal(1).scaleb(-digits))), "currency": currency}


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
