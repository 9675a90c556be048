"""An address that somebody typed: whose it is, or a customer of its own."""

from django.db import transaction

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers.actions import Claim, enter
from nitka.customers.kinds import spell
from nitka.customers.models import Identity, Status
from nitka.customers.queries import survivor


class NoAddress(ValueError):
    """It is not written like one."""


class Unseen(ValueError):
    """It is a customer's whom this member does not see."""


@transaction.atomic
def addressee(*, kind: str, value: str, name: str = "", by: Member | None) -> Identity:
    """The contact at an address; where nobody has it, a new customer's, stated and not proven. Raises NoAddress,
    Unseen. `name` is of who is new."""
    spelt = spell(kind, value)
    if spelt is None:
        raise NoAddress
    known = Identity.objects.filter(kind=kind, value=spelt).first()
    if known is None:
        enter(claims=[Claim(kind, spelt, name, Status.STATED, how="hand")], name=name)
        return Identity.objects.get(kind=kind, value=spelt)
    if not sees_all(by) and survivor(known.customer_id, by) is None:
        raise Unseen
    return known
