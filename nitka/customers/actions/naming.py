"""What a member calls a customer."""

from uuid import UUID

from django.db import transaction

from nitka.customers.actions.enter import account_of
from nitka.customers.actions.journal import project, value
from nitka.customers.events import CustomersChanged
from nitka.customers.models import Customer, Status
from nitka.kit import events
from nitka.kit.db.bulk import insert


@transaction.atomic
def call(*, customer: Customer, name: str, member_id: UUID | None = None) -> None:
    """A name as a person wrote it: it is believed before any other."""
    customer = Customer.objects.select_for_update().get(pk=customer.pk)
    insert([value(account_of(customer).pk, "name", name[:200], Status.VERIFIED, "hand", member_id)])
    project([customer.pk])
    events.publish(CustomersChanged([customer.pk]))
