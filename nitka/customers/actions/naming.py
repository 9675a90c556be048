"""What a member calls a customer, and which language they say that one speaks."""

from uuid import UUID

from django.db import transaction

from nitka.customers.actions.enter import account_of
from nitka.customers.actions.journal import project, value
from nitka.customers.events import CustomersChanged
from nitka.customers.models import Customer, Status
from nitka.customers.survivors import COLUMNS
from nitka.kit import events
from nitka.kit.db.bulk import insert


def call(*, customer: Customer, name: str, member_id: UUID | None = None) -> None:
    """A name as a person wrote it: it is believed before any other."""
    _say(customer, "name", name, member_id)


def converse(*, customer: Customer, language: str, member_id: UUID | None = None) -> None:
    """Which language a customer speaks, as a person wrote it: it is believed before any other."""
    _say(customer, "language", language, member_id)


@transaction.atomic
def _say(customer: Customer, field: str, text: str, member_id: UUID | None) -> None:
    held = Customer.objects.select_for_update().get(pk=customer.pk)
    insert([value(account_of(held).pk, field, text[: COLUMNS[field]], Status.VERIFIED, "hand", member_id)])
    project([held.pk])
    events.publish(CustomersChanged([held.pk]))
