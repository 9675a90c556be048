"""Codes in words: parts, reasons, what stands in a thread where a file was."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def part(code: str) -> str:
    """What can be brought."""
    return {
        "companies": _("Companies"), "customers": _("Customers"), "conversations": _("Conversations"),
        "deals": _("Deals"),
    }.get(code, code)  # fmt: skip


def why(reason: str, program: str) -> str:
    """Why a move waits, or cannot go on without a person."""
    return {
        "token": _("%(program)s does not accept the key. Give a new one: what has come stays."),
        "forbidden": _("%(program)s does not let this key see everything. Give one of an administrator’s."),
        "unpaid": _("%(program)s says that the account there is not paid."),
        "missing": _("There is nothing at this address. Look for a typo in it."),
        "inside": _("The address leads into a private network. If %(program)s stands there, the operator names the "
                    "network: NITKA_INSIDE_NETWORKS=10.0.0.0/8. Elsewhere only https is taken."),
        "moved": _("The address sends elsewhere. Give the one that it leads to."),
        "other": _("This key opens the door of another company there. Begin a move of its own with it."),
        "unexpected": _("%(program)s answers otherwise than its documentation says."),
        "limit": _("%(program)s asks for a pause; it goes on by itself."),
        "server": _("%(program)s has trouble of its own just now; it is asked again."),
        "unreachable": _("%(program)s does not answer; it is asked again."),
        "garbled": _("An answer was cut off; it is asked again."),
        "silent": _("%(program)s has not answered for a long time. Go on when it works again."),
        "broken": _("Something went wrong here; it is tried again."),
    }.get(reason, reason) % {"program": program}  # fmt: skip


def why_not(reason: str) -> str:
    """Why one thing was not brought."""
    return {
        "gone": _("it is not there any more"),
        "nobody": _("it names no customer"),
        "unstorable": _("it cannot be stored"),
        "company": _("the company is in the archive, or there are too many"),
        "unread": _("it cannot be read"),
        "garbled": _("it cannot be read"),
        "broken": _("it cannot be read"),
        "server": _("the program fails whenever it is asked for it"),
    }.get(reason, reason)


def lost_file(name: str, reason: str) -> str:
    """What stands in a thread where a file was."""
    said = {
        "large": pgettext("file", "it is larger than 25 MB"),
        "gone": pgettext("file", "it is not there any more"),
        "forbidden": pgettext("file", "it was not given out"),
        "inside": pgettext("file", "its address leads into a private network"),
    }.get(reason, pgettext("file", "it could not be reached"))
    return _("The file “%(name)s” was not brought: %(why)s.") % {"name": name[:200], "why": said}
