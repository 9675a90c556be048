"""Room on the disk, and whether files can be written."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Reading

GB = 2**30
LEAST, LITTLE = 2 * GB, 10 * GB
SOON = timedelta(days=14)
LONG_ENOUGH = timedelta(hours=6)  # between two samples that growth is told from


def space(reading: Reading) -> Iterator[Finding]:
    """How much is left, and how long it lasts at the pace of the last days."""
    free, days = reading.machine.free, days_left(reading)
    values = {"free": free / GB, "data": reading.data}
    todo = _("Make room, or move the data to a larger disk: a full one stops the database, though it loses nothing.")
    if free < LEAST:
        yield found("disk", Severity.BAD, _("%(free).1f GB are left where %(data)s lies."), todo, **values)
    elif days is not None and days < SOON.days:
        yield found(
            "disk", Severity.WARNING,
            ngettext_lazy("The disk of %(data)s is full in %(n)d day at this pace: %(free).1f GB are left.",
                          "The disk of %(data)s is full in %(n)d days at this pace: %(free).1f GB are left.", "n"),
            todo, n=int(days), **values,
        )  # fmt: skip
    elif free < LITTLE:
        yield found("disk", Severity.NOTICE, _("%(free).1f GB are left where %(data)s lies."), todo, **values)
    else:
        yield fine("disk", _("%(free).1f GB are free where %(data)s lies."), **values)


def days_left(reading: Reading) -> float | None:
    """Days until the disk is full; None: it does not fill, or that is not known yet."""
    samples = reading.database.samples if reading.database else ()
    if len(samples) < 2 or samples[1][0] - samples[0][0] < LONG_ENOUGH:
        return None
    (since, _size, before), (until, _size_now, now) = samples
    a_day = (before - now) / ((until - since) / timedelta(days=1))
    return reading.machine.free / a_day if a_day > 0 else None


def blobs(reading: Reading) -> Iterator[Finding]:
    """Whether attachments and raw letters can be kept."""
    if reading.machine.blobs:
        yield found(
            "blobs", Severity.BAD, _("No file can be written to %(data)s/blobs: %(why)s."),
            _("Give the directory to the user who runs Nitka; until then letters and files are refused, not lost."),
            data=reading.data, why=reading.machine.blobs,
        )  # fmt: skip
    else:
        yield fine("blobs", _("Files can be written to %(data)s/blobs."), data=reading.data)
