"""What people and addresses are called on the desk."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.channels.contract import NO_ADDRESS
from nitka.customers.kinds import said
from nitka.customers.models import Status


def customer_name(name: str, kind: str, value: str) -> str:
    """A customer's name, or what is known of them instead."""
    return name or (_("Visitor %(code)s") % {"code": code(value)} if kind == "visitor" else address(kind, value))


def code(value: str) -> str:
    """A short steady code of a browser's session, to tell nameless visitors apart."""
    return value.replace("-", "")[-4:].upper()


def address(kind: str, value: str) -> str:
    """An identity as people read it."""
    if kind == "visitor":
        return _("This browser, %(code)s") % {"code": code(value)}
    if kind == "email" and value.endswith(NO_ADDRESS):
        return _("Without an address")
    return said(kind, value)


def identity_kind(kind: str) -> str:
    """What an identity is."""
    known = {
        "email": _("E-mail"),
        "phone": _("Phone"),
        "visitor": _("Browser"),
        "telegram": "Telegram",
        "whatsapp": "WhatsApp",
    }
    return known.get(kind, kind)


def identity_icon(kind: str) -> str:
    """An identity's mark."""
    return {"email": "mail", "phone": "phone", "visitor": "web", "telegram": "plane", "whatsapp": "wa", "vk": "vk"}.get(
        kind, "at"
    )


def identity_status(status: str) -> str:
    """How sure we are of an identity, in words."""
    return {
        Status.VERIFIED: pgettext("identity", "Verified"),
        Status.STATED: pgettext("identity", "Stated, not proven"),
        Status.GUESSED: pgettext("identity", "A guess"),
    }.get(Status(status), status)


def first_name(name: str) -> str:
    """How a colleague is called in a sentence."""
    return name.split()[0] if name.split() else name
