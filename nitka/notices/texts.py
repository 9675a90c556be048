"""What notices say: made when they are shown, in the reader's language."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nitka.notices.models import Kind, Notice
from nitka.ui.words import figure

ICONS: dict[str, str] = {
    Kind.ASSIGNED: "hand",
    Kind.TEAM: "people",
    Kind.MENTIONED: "at",
    Kind.REPLIED: "chat",
    Kind.WOKEN: "snooze",
    Kind.RATED: "thumb-up",
    Kind.TASK: "task",
    Kind.LATE: "clock",
    Kind.FAILED: "alert",
    Kind.MAILBOX: "mail",
    Kind.WEBHOOK: "link",
    Kind.RIGHTS: "shield",
    Kind.OVERDUE: "shield",
    Kind.SECURITY: "shield",
}
TONES: dict[str, str] = {
    Kind.LATE: "bad",
    Kind.FAILED: "bad",
    Kind.RATED: "bad",
    Kind.MAILBOX: "warn",
    Kind.WEBHOOK: "warn",
    Kind.RIGHTS: "warn",
    Kind.OVERDUE: "bad",
}

_SAID: dict[str, Callable[[], str]] = {
    Kind.ASSIGNED: lambda: pgettext("notice", "Given to you"),
    Kind.TEAM: lambda: pgettext("notice", "For your team"),
    Kind.MENTIONED: lambda: _("You were mentioned"),
    Kind.REPLIED: lambda: _("New message"),
    Kind.WOKEN: lambda: _("Time to come back to it"),
    Kind.RATED: lambda: _("The customer is unhappy"),
    Kind.TASK: lambda: _("A task for you"),
    Kind.LATE: lambda: _("The task is overdue"),
    Kind.FAILED: lambda: _("Your answer did not go out"),
    Kind.MAILBOX: lambda: _("The mailbox cannot be read"),
    Kind.WEBHOOK: lambda: _("The webhook was switched off"),
    Kind.RIGHTS: lambda: _("Due in three days by law"),
    Kind.OVERDUE: lambda: _("The day of the law has passed"),
    Kind.SECURITY: lambda: _("Signed in on a new device"),
}


def headline(notice: Notice) -> str:
    """What happened, in a few words."""
    n, stop = notice.count, bool(notice.data.get("stop"))
    if notice.kind == Kind.REPLIED and stop:
        return _unsubscribed(n)
    if n > 1 and notice.kind == Kind.REPLIED:
        return ngettext("%(n)s new message", "%(n)s new messages", n) % {"n": figure(n)}
    if n > 1 and notice.kind == Kind.MENTIONED:
        return ngettext("You were mentioned %(n)s time", "You were mentioned %(n)s times", n) % {"n": figure(n)}
    if n > 1 and notice.kind == Kind.FAILED:
        return ngettext("%(n)s answer did not go out", "%(n)s answers did not go out", n) % {"n": figure(n)}
    return _SAID[notice.kind]()


def _unsubscribed(n: int) -> str:
    """Of `n` messages the last one says that they want no offers any more."""
    if n == 1:
        return _("Unsubscribed by a message")
    said = ngettext("%(n)s new message, the last unsubscribes", "%(n)s new messages, the last unsubscribes", n)
    return said % {"n": figure(n)}
