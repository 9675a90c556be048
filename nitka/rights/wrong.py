"""What of a profile can be put right: its values as they stand, and whether another one could stand there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers import attributes, kinds
from nitka.customers.models import Customer, Identity
from nitka.customers.queries import attributes_of, kinds_for
from nitka.kit.text import scrub
from nitka.rights.models import Field

CONTACTS = ("email", "phone")
LONGEST_NAME = 200


class Unfit(ValueError):
    """No such value can stand there; the message says why, in the reader’s words."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of a profile: where it is, what it is called, what stands there now."""

    field: str
    label: str
    value: Any = None  # None: nothing
    identity: Identity | None = None
    key: str = ""
    sort: str = ""
    owner_id: UUID | None = None  # of an attribute: the customer of whom it was said, who may have been merged since

    @property
    def code(self) -> str:
        """As one word, which a form bears."""
        return ":".join(filter(None, (self.field, str(self.identity.pk) if self.identity else "", self.key)))

    @property
    def said(self) -> str:
        """The value as it is read."""
        return said(self.field, self.value)


def spots(customer: Customer, member: Member | None) -> dict[str, Spot]:
    """Code → value, of all that a member sees: the name, the language, contacts, the catalogue’s attributes. Four
    statements."""
    found = [
        Spot(Field.NAME, str(Field.NAME.label), customer.name or None),
        Spot(Field.LANGUAGE, str(Field.LANGUAGE.label), customer.language or None),
    ]
    contacts = Identity.objects.filter(customer_id=customer.pk, kind__in=CONTACTS).order_by("created_at", "id")
    found += [Spot(Field.IDENTITY, kinds.label(one.kind), one.value, one) for one in contacts]
    rows = attributes_of([customer.pk], member)[customer.pk]
    for kind in kinds_for(member).order_by("key"):
        row = rows.get(kind.key)
        found.append(
            Spot(Field.ATTRIBUTE, kind.name or attributes.label(kind.key), row.value if row else None, key=kind.key,
                 sort=kind.sort, owner_id=row.customer_id if row else customer.pk)
        )  # fmt: skip
    return {one.code: one for one in found}


def said(field: str, value: Any) -> str:
    """A value of a field as it is read."""
    if value is None:
        return ""
    if field == Field.LANGUAGE:
        return str(_locale().languages.get(str(value), value))
    if field == Field.IDENTITY:
        return kinds.said("phone" if str(value).startswith("+") else "email", str(value))
    return attributes.said(value) if field == Field.ATTRIBUTE else str(value)


def typed(spot: Spot, text: str) -> Any:
    """What was written in a field of a form, as it is meant."""
    plain = scrub(text).strip()
    return attributes.typed(plain, spot.sort) if spot.field == Field.ATTRIBUTE and plain else plain


def fitting(spot: Spot, value: Any) -> Any:
    """A value as it would stand there. Raises Unfit."""
    if value in (None, ""):
        raise Unfit(_("Write what it should be"))
    if spot.field == Field.ATTRIBUTE:
        kept = _attribute(value, spot.sort)
    elif not isinstance(value, str):
        raise Unfit(_("Text is wanted"))
    else:
        kept = {Field.NAME: _name, Field.LANGUAGE: _language, Field.IDENTITY: _contact}[Field(spot.field)](spot, value)
    if kept == spot.value:
        raise Unfit(_("It is so already"))
    return kept


def _name(spot: Spot, value: str) -> str:
    name = scrub(value).strip()
    if not name:
        raise Unfit(_("Write what it should be"))
    if len(name) > LONGEST_NAME:
        raise Unfit(_("At most %(most)s characters") % {"most": LONGEST_NAME})
    return name


def _language(spot: Spot, value: str) -> str:
    """A code, or the name of the language in the reader’s, in its own or in ours."""
    plain = value.strip().casefold()
    for locale in (_locale(), Locale("ru"), Locale("en")):
        for code, name in locale.languages.items():
            if len(code) == 2 and plain in (code, name.casefold()):
                return str(code)
    raise Unfit(_("This is no language we know"))


def _contact(spot: Spot, value: str) -> str:
    assert spot.identity is not None
    spelt = kinds.spell(spot.identity.kind, scrub(value))
    if spelt is None:
        raise Unfit(_("This is no e-mail address") if spot.identity.kind == "email" else _("This is no phone number"))
    return spelt


def _attribute(value: Any, sort: str) -> Any:
    try:
        return attributes.fits(attributes.read(value), sort).kept
    except attributes.Unfit as problem:
        raise Unfit(str(problem)[:1].upper() + str(problem)[1:]) from None


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")
