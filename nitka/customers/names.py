"""What a customer is called, and who of the members did something."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
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


def members(keys: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """What members are called. One statement, none where nobody is asked about."""
    wanted = {key for key in keys if key}
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
