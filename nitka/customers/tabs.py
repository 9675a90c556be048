"""What pages of higher floors show of the section «Customers»: its tabs, and what customers are called."""

from collections.abc import Collection
from uuid import UUID

from nitka.customers.lines import ask_contacts
from nitka.customers.models import Customer
from nitka.customers.names import name_of
from nitka.customers.views.section import section as section


def names(keys: Collection[UUID]) -> dict[UUID, str]:
    """Customer → what they are called. Two statements."""
    contacts = ask_contacts(keys).get()
    rows = Customer.objects.filter(pk__in=list(keys))
    return {row.pk: name_of(row, contacts.get(row.pk, ([], ""))[0]) for row in rows}
