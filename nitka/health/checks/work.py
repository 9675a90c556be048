"""What waits, what could not be read, what did not get out."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Reading

FAR = 10  # times the seconds after which a queue is late


def queues(reading: Reading) -> Iterator[Finding]:
    """Queues whose first item could have been taken long ago."""
    if reading.database is None or not reading.database.queues:
        return
    late = [one for one in reading.database.queues if one.late > one.queue.late]
    for one in late:
        yield found(
            "queues", Severity.BAD if one.late > FAR * one.queue.late else Severity.WARNING,
            _("The queue “%(label)s” is %(minutes)d min behind: %(n)d wait."),
            _("Look whether the worker’s loop “%(loop)s” goes round, and whether the machine has time for it."),
            label=one.queue.label, minutes=one.late // 60, n=one.count, loop=one.queue.loop,
        )  # fmt: skip
    if not late:
        count = sum(one.count for one in reading.database.queues)
        yield fine("queues", _("No queue is behind: %(n)d things wait for their time in all."), n=count)


def quarantine(reading: Reading) -> Iterator[Finding]:
    """What arrived and could not be read."""
    if reading.database and (count := reading.database.one("quarantine")):
        yield found(
            "quarantine", Severity.WARNING,
            ngettext_lazy("%(n)d thing that arrived could not be read.",
                          "%(n)d things that arrived could not be read.", "n"),
            _("Nothing is lost: settings, “Quarantine” shows why, and lets them be read again."), n=count,
        )  # fmt: skip


def parked(reading: Reading) -> Iterator[Finding]:
    """Answers that were given up."""
    if reading.database and (count := reading.database.one("parked")):
        yield found(
            "deliveries", Severity.WARNING,
            ngettext_lazy("%(n)d answer did not get out and is tried no more.",
                          "%(n)d answers did not get out and are tried no more.", "n"),
            _("Settings, “Not delivered” shows the reasons; mend them and send again there."), n=count,
        )  # fmt: skip


def webhooks(reading: Reading) -> Iterator[Finding]:
    """Webhooks that nobody answered for days."""
    if reading.database and (count := reading.database.one("given_up")):
        yield found(
            "webhooks", Severity.WARNING,
            ngettext_lazy("%(n)d webhook was switched off, as nobody answered.",
                          "%(n)d webhooks were switched off, as nobody answered.", "n"),
            _("Settings, “Webhooks”: mend the address and switch it on again."), n=count,
        )  # fmt: skip
