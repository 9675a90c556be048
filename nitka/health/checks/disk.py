"""Room on the disk, and whether files can be written."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

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
    yield _room(reading.data, reading.machine.free, days_left(reading))
    if reading.machine.pg_free is not None:
        yield _room(reading.data / "pg", reading.machine.pg_free, None)


def _room(place: Path, free: int, days: float | None) -> Finding:
    values = {"free": free / GB, "data": place}
    todo = _("Make room, or move the data to a larger disk: a full one stops the database, though it loses nothing.")
    if free < LEAST:
        return found("disk", Severity.BAD, _("%(free).1f GB are left where %(data)s lies."), todo, **values)
    if days is not None and days < SOON.days:
        return found(
            "disk", Severity.WARNING,
            ngettext_lazy("The disk of %(data)s is full in %(n)d day at this pace: %(free).1f GB are left.",
                          "The disk of %(data)s is full in %(n)d days at this pace: %(free).1f GB are left.", "n"),
            todo, n=int(days), **values,
        )  # fmt: skip
    if free < LITTLE:
        return found("disk", Severity.NOTICE, _("%(free).1f GB are left where %(data)s lies."), todo, **values)
    return fine("disk", _("%(free).1f GB are free where %(data)s lies."), **values)


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
