"""What a customer is called, and who of the members did something."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q
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


def names_of(customers: Iterable[Customer]) -> dict[UUID, str]:
    """What several customers are called. One statement, for those without a name."""
    rows = list(customers)
    nameless = [one.pk for one in rows if not one.name]
    browser = ExpressionWrapper(Q(kind="visitor"), output_field=BooleanField())
    known = Identity.objects.filter(customer_id__in=nameless).annotate(browser=browser)
    first = known.order_by("customer_id", "browser", "created_at").distinct("customer_id") if nameless else ()
    contacts = {one.customer_id: [one] for one in first}
    return {one.pk: name_of(one, contacts.get(one.pk, [])) for one in rows}


def members(keys: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """What members are called. One statement, none where nobody is asked about."""
    wanted = {key for key in keys if key}
    return dict(Member.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
