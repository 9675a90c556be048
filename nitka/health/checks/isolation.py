"""What keeps companies apart, and where the journal's next months lie."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Reading

AHEAD = timedelta(days=35)


def policies(reading: Reading) -> Iterator[Finding]:
    """Whether the catalogue says what the models want."""
    if reading.database is None or not reading.database.figures:
        return
    if faults := reading.database.faults:
        yield found(
            "policies", Severity.BAD,
            ngettext_lazy("%(n)d rule that keeps companies apart is broken: %(first)s.",
                          "%(n)d rules that keep companies apart are broken: %(first)s.", "n"),
            _("Somebody changed tables or rights by hand: undo it, or restore the schema from a backup."),
            n=len(faults), first=faults[0],
        )  # fmt: skip
    else:
        yield fine("policies", _("Every table that needs a policy has it, and no role can go round one."))


def partitions(reading: Reading) -> Iterator[Finding]:
    """Whether the months to come have their place, and nothing lies in the place for clocks gone mad."""
    if reading.database is None or not reading.database.figures:
        return
    months, stray = reading.database.figures["months"], reading.database.figures["stray"]
    if f"{reading.at + AHEAD:%Y_%m}" not in months:
        yield found(
            "partitions", Severity.BAD, _("The journal has no partition for the month after this one."),
            _("Look why the worker’s loop “partitions” does not run; it makes them by itself."),
        )  # fmt: skip
    if stray:
        yield found(
            "partitions", Severity.WARNING,
            ngettext_lazy("%(n)d moment lies in the default partition: a clock was wrong.",
                          "%(n)d moments lie in the default partition: a clock was wrong.", "n"),
            _("Set the clock right and move the rows before their month’s partition is to be made."), n=stray,
        )  # fmt: skip
    elif months:
        yield fine("partitions", _("The journal’s partitions are made to %(last)s."), last=months[-1].replace("_", "-"))
