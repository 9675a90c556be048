"""The register in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from nitka.kit import clock
from nitka.kit.text import shorten
from nitka.rights.models import Entry, Request
from nitka.ui.words import figure

_VERBS: dict[str, Any] = {
    "received": pgettext_lazy("request log", "Received"),
    "taken": pgettext_lazy("request log", "Taken on"),
    "noted": pgettext_lazy("request log", "Written down"),
    "copying": pgettext_lazy("request log", "Had the copy made"),
    "copied": pgettext_lazy("request log", "The copy is ready"),
    "downloaded": pgettext_lazy("request log", "Downloaded the copy"),
    "restricted": pgettext_lazy("request log", "Stopped the processing"),
    "lifted": pgettext_lazy("request log", "Went on with the processing"),
    "ordered": pgettext_lazy("request log", "Ordered the erasure"),
    "called_off": pgettext_lazy("request log", "Called the erasure off"),
    "begun": pgettext_lazy("request log", "The erasure began"),
    "pointed": pgettext_lazy("request log", "Wrote down what is wrong"),
    "unpointed": pgettext_lazy("request log", "Took it off the list"),
    "corrected": pgettext_lazy("request log", "Changed it"),
    "uncorrected": pgettext_lazy("request log", "Took the change back"),
    "done": pgettext_lazy("request log", "Done"),
    "refused": pgettext_lazy("request log", "Refused"),
    "withdrawn": pgettext_lazy("request log", "Withdrawn"),
}
_COUNTS: dict[str, Any] = {
    "contacts": gettext_lazy("Contacts"),
    "attributes": gettext_lazy("Attributes"),
    "notes": gettext_lazy("Notes about them"),
    "conversations": gettext_lazy("Conversations"),
    "messages": pgettext_lazy("erasure", "Messages"),
    "files": gettext_lazy("Files"),
    "waiting": gettext_lazy("Messages that are not sent yet"),
    "comments": gettext_lazy("Comments to ratings"),
    "raw": gettext_lazy("Raw letters and requests"),
    "ratings": gettext_lazy("Ratings"),
    "moments": gettext_lazy("Moments"),
}
STAYS = ("ratings", "moments")  # as figures


def verb(entry: Entry) -> str:
    """What a line of the log says."""
    return str(_VERBS.get(entry.verb, entry.verb))


def counts(given: dict[str, int], *, stays: bool) -> list[tuple[str, str]]:
    """Numbers of what goes, or of what stays as figures."""
    return [
        (str(label), figure(given[name]))
        for name, label in _COUNTS.items()
        if given.get(name) and (name in STAYS) == stays
    ]


def person(request: Request) -> str:
    """Whom it is about, as far as anybody knows."""
    if request.customer.erased_at:
        return pgettext("person", "Erased")
    return shorten(request.customer.name, 80) or _("Without a name")


def left(request: Request) -> str:
    """How long there is, in days."""
    days = (request.due_at - clock.now()).days
    if request.is_late:
        late = -days
        return ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": figure(late)}
    if days == 0:
        return _("due today")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": figure(days)}


def tone(request: Request) -> str:
    """How urgent it looks."""
    if not request.is_open:
        return ""
    days = (request.due_at - clock.now()).days
    return "bad" if request.is_late else "warn" if days <= 2 else ""
