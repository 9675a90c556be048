"""Why a list did not arrive, in the reader's words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "no_host": _("There is no server of this name."),
    "inside": _("The address lies inside a network where nothing is sent. Ask the operator to allow it."),
    "unreachable": _("The server does not answer at this address and port."),
    "slow": _("The server stopped answering."),
    "refused": _("The server does not accept this login and secret."),
    "denied": _("The login may not write there."),
    "no_bucket": _("There is no such bucket."),
    "no_folder": _("There is no such folder, and it could not be made."),
    "no_key": _("This is no private key we can read, or it is closed with a password."),
    "untrusted": _("Nobody has said yet that the server’s key is right: compare it below and trust it."),
    "other_key": _("The server shows another key than the trusted one: it was set up anew, or it is not the server."),
    "gone": _("Who made this may not take lists away any more: make it anew."),
    "no_list": _("The list is not there any more: choose another."),
    "full": _("The server has no room left."),
    "broken": _("It broke off half-way."),
}


def why(code: str) -> str:
    """Why it did not arrive."""
    return str(REASONS.get(code, REASONS["broken"]))
