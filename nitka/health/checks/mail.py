"""Letters in and out."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Reading


def listener(reading: Reading) -> Iterator[Finding]:
    """Whether the listener of this machine greets."""
    for door, trouble in reading.doors.items():
        if trouble:
            yield found(
                "mail", Severity.BAD, _("The mail listener at %(door)s does not greet: %(trouble)s."),
                _("Restart the process “mail”; until then other servers keep their letters and try again."),
                door=door, trouble=trouble,
            )  # fmt: skip
        else:
            yield fine("mail", _("The mail listener at %(door)s answers."), door=door)


def mailboxes(reading: Reading) -> Iterator[Finding]:
    """Mailboxes that are fetched from and let us in no more."""
    if reading.database is None:
        return
    if count := sum(int(row[1]) for row in reading.database.facts.get("mailboxes", [])):
        reasons = ", ".join(sorted({str(row[0]) for row in reading.database.facts["mailboxes"]}))
        yield found(
            "channels", Severity.BAD,
            ngettext_lazy("%(n)d mailbox cannot be fetched from (%(reasons)s).",
                          "%(n)d mailboxes cannot be fetched from (%(reasons)s).", "n"),
            _("Settings, “Channels”: the channel says what its server answered; most often a password was changed."),
            n=count, reasons=reasons,
        )  # fmt: skip
    if count := reading.database.one("unchecked"):
        yield found(
            "channels", Severity.WARNING,
            ngettext_lazy("%(n)d mailbox was not looked into for an hour.",
                          "%(n)d mailboxes were not looked into for an hour.", "n"),
            _("Look whether the worker’s loop “poller” goes round."), n=count,
        )  # fmt: skip


def servers(reading: Reading) -> Iterator[Finding]:
    """Servers that channels name and that may not be called."""
    if reading.nameless:
        yield found(
            "mail servers", Severity.BAD,
            _("Nitka finds no public address of %(servers)s, which channels name for their letters."),
            _("Correct the name in the channel’s settings. If the server stands inside, name its network and start"
              " Nitka anew: NITKA_INSIDE_NETWORKS=10.0.0.0/8 (127.0.0.1/32 for this machine)."),
            servers=", ".join(reading.nameless),
        )  # fmt: skip


def relays(reading: Reading) -> Iterator[Finding]:
    """Servers that letters go out by, each called."""
    for relay in reading.relays:
        if relay.trouble:
            yield found(
                "relays", Severity.BAD, _("The mail server %(host)s:%(port)d, which letters go out by, does not answer:"
                " %(trouble)s."),
                _("Start it, open the way to it, or name another in the channel’s settings (or NITKA_MAIL_URL)."),
                host=relay.host, port=relay.port, trouble=relay.trouble,
            )  # fmt: skip
    if reading.relays and not any(relay.trouble for relay in reading.relays):
        yield fine("relays", _("All mail servers that letters go out by answer."))


def going_out(reading: Reading) -> Iterator[Finding]:
    """Answers that were tried and wait for another try."""
    rows = reading.database.facts.get("refused", []) if reading.database else []
    if rows:
        yield found(
            "deliveries", Severity.WARNING,
            ngettext_lazy("%(n)d answer was refused for now and is tried again (%(reasons)s).",
                          "%(n)d answers were refused for now and are tried again (%(reasons)s).", "n"),
            _("Nothing is to be done when it passes by itself; else mend what the reason names."),
            n=sum(int(row[1]) for row in rows), reasons=", ".join(sorted({str(row[0]) for row in rows})),
        )  # fmt: skip
