"""What a customer is called."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from nitka.customers.models import Customer, Identity


def name_of(customer: Customer, identities: Sequence[Identity]) -> str:
    """A customer's name, or what is known of them instead."""
    if customer.name:
        return customer.name
    known = next((identity for identity in identities if identity.kind != "visitor"), None)
    if known:
        return known.value
    code = identities[0].value.replace("-", "")[-4:].upper() if identities else ""
    return _("Visitor %(code)s") % {"code": code}
