"""An address that somebody typed: whose it is, or a customer of its own."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.customers.actions import Claim, enter
from nitka.customers.kinds import spell
from nitka.customers.models import Identity, Status
from nitka.customers.queries import survivor

_PERSON = re.compile(r"\s*(?:([^<>]*)<)?\s*([^<>\s]+@[^<>\s]+?)\s*>?\s*\Z")


class NoAddress(ValueError):
    """It is not written like one."""


class Unseen(ValueError):
    """It is a customer's whom this member does not see."""


def named(text: str) -> tuple[str, str]:
    """Name and address of `Anna <anna@example.org>`; the name may be empty. Raises NoAddress with what was written."""
    found = _PERSON.match(text)
    if found is None or not _is_address(found[2]):
        raise NoAddress(text.strip()[:80])
    return (found[1] or "").strip(" \"'")[:100], found[2].lower()


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


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
