"""The kinds of identities, declared in one place: what they are called, how they are written, what they are worth."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from nitka.customers import normalise
from nitka.ui.words import NBSP


def _as_given(text: str) -> str | None:
    value = text.strip()
    return value if 0 < len(value) <= 255 else None


def _code(text: str) -> str | None:
    """Of a card or an order: whatever stands between the letters and digits means nothing."""
    value = "".join(letter for letter in text.upper() if letter.isalnum())
    return value if 0 < len(value) <= 64 else None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identity; what it is worth to the rules stands in `rules.py`."""

    code: str
    label: str | Promise
    spell: Callable[[str], str | None] = _as_given
    icon: str = "web"


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("user", pgettext_lazy("identity", "Login")),
        Kind("account", pgettext_lazy("identity", "Account")),
        Kind("card", pgettext_lazy("identity", "Loyalty card"), _code),
        Kind("email", pgettext_lazy("identity", "E-mail"), normalise.email, "mail"),
        Kind("phone", pgettext_lazy("identity", "Phone"), normalise.phone, "phone"),
        Kind("telegram", _("Telegram")),
        Kind("whatsapp", _("WhatsApp")),
        Kind("viber", _("Viber")),
        Kind("vk", _("VK")),
        Kind("max", _("MAX")),
        Kind("instagram", _("Instagram")),
        Kind("facebook", _("Facebook")),
        Kind("order", pgettext_lazy("identity", "Order number"), _code),
        Kind("device", pgettext_lazy("identity", "Device")),
        Kind("visitor", pgettext_lazy("identity", "Browser")),
    )
}


def spell(kind: str, text: str) -> str | None:
    """The one spelling of an identity, or None when it cannot be one; kinds nobody declared are taken as they are."""
    known = KINDS.get(kind)
    return known.spell(text) if known else _as_given(text)


def spell_all(kind: str, text: str) -> list[str]:
    """Every identity in one field: people write two phones into it. Empty when there is none."""
    if kind == "phone":
        return normalise.phones(text)
    found = spell(kind, text)
    return [found] if found else []


def is_contact(text: str) -> bool:
    """Whether what somebody looks for is an e-mail address or a phone, or most of one, and no name."""
    return "@" in text or sum(sign.isdigit() for sign in text) >= 6


def said(kind: str, value: str) -> str:
    """An identity as people read it: a phone in groups of digits, all else as it is spelt."""
    if kind != "phone":
        return value
    number, extension = _grouped(value)
    return NBSP.join([number, pgettext("telephone", "ext."), extension]) if extension else number


@lru_cache(4_096)
def _grouped(phone: str) -> tuple[str, str]:
    """A phone in groups of digits, and its extension."""
    try:
        parsed = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone, ""
    extension = parsed.extension or ""
    parsed.extension = None
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return written.replace(" ", NBSP), extension


def label(kind: str) -> str:
    """What a kind is called, in the reader's language."""
    known = KINDS.get(kind)
    return str(known.label) if known else kind
