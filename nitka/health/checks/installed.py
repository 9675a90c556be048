"""What is installed: versions, the database and its tables, the clock, the keys."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Reading
from nitka.kit.pg.binaries import MAJOR
from nitka.kit.pg.prepare import EXTENSIONS

OFF, FAR_OFF = 2.0, 30.0  # seconds between the clocks


def versions(reading: Reading) -> Iterator[Finding]:
    """What runs."""
    yield fine(
        "versions", _("Nitka %(nitka)s, Python %(python)s, Django %(django)s."),
        nitka=reading.version, python=reading.python, django=reading.django,
    )  # fmt: skip


def answers(reading: Reading) -> Iterator[Finding]:
    """Whether the database answers, and is new enough."""
    database = reading.database
    if not reading.expected:
        yield found(
            "database", Severity.NOTICE, _("The system is not running, so its database was not looked into."),
            _("Start it with `nitka up --data %(data)s`, and run this again."), data=reading.data,
        )  # fmt: skip
        if reading.machine.log:
            yield found(
                "database", Severity.WARNING, _("The last that PostgreSQL said: %(said)s"),
                _("Read %(data)s/log/postgres.log."), said=reading.machine.log, data=reading.data,
            )  # fmt: skip
    elif database is None:
        yield found(
            "database", Severity.BAD, _("The database does not answer: %(trouble)s."),
            _("Read %(data)s/log/postgres.log; a server of your own must run and let the roles nitka_* in.")
            if reading.embedded else _("See that the server in DATABASE_URL runs and lets the roles nitka_* in."),
            trouble=reading.trouble.rstrip("."), data=reading.data,
        )  # fmt: skip
    elif database.server < MAJOR:
        yield found(
            "database", Severity.BAD, _("PostgreSQL is %(found)s; Nitka needs %(wanted)s or newer."),
            _("Upgrade the server."), found=database.full_version, wanted=MAJOR,
        )  # fmt: skip
    else:
        yield fine("database", _("PostgreSQL %(found)s answers."), found=database.full_version)
        if database.in_the_clear:
            yield found(
                "database", Severity.NOTICE, _("What is said to PostgreSQL crosses a network without TLS."),
                _("Add ?sslmode=verify-full to DATABASE_URL, unless nobody else is in that network."),
            )  # fmt: skip


def migrations(reading: Reading) -> Iterator[Finding]:
    """Whether the tables are of this version."""
    database = reading.database
    if database is None:
        return
    if database.unknown:
        yield found(
            "migrations", Severity.BAD, _("The database belongs to a newer version of Nitka: it has %(name)s."),
            _("Install that version."), name=database.unknown[-1],
        )  # fmt: skip
    if database.missing:
        yield found(
            "migrations", Severity.BAD,
            ngettext_lazy("%(n)d change of the tables is missing, the first is %(name)s.",
                          "%(n)d changes of the tables are missing, the first is %(name)s.", "n"),
            _("Start `nitka up` anew, or run `nitka migrate`."), n=len(database.missing), name=database.missing[0],
        )  # fmt: skip
    if not database.unknown and not database.missing:
        yield fine("migrations", _("The tables are of this version."))


def extensions(reading: Reading) -> Iterator[Finding]:
    """Whether the database has what our indexes are made of."""
    if reading.database and (missing := sorted(set(EXTENSIONS) - reading.database.extensions)):
        yield found(
            "extensions", Severity.BAD, _("The database lacks the extensions %(names)s."),
            _("Install PostgreSQL’s contrib package and start `nitka up` anew."), names=", ".join(missing),
        )  # fmt: skip


def clock(reading: Reading) -> Iterator[Finding]:
    """Whether this machine and the database agree on the time."""
    if reading.database is None:
        return
    off = reading.database.ahead
    if abs(off) < OFF:
        yield fine("clock", _("The clocks of this machine and of the database agree."))
        return
    yield found(
        "clock", Severity.BAD if abs(off) > FAR_OFF else Severity.WARNING,
        _("The clock of the database is %(seconds).0f s away from that of this machine."),
        _("Set both by NTP: what is due, leases and links in letters go by them."), seconds=abs(off),
    )  # fmt: skip


def secrets(reading: Reading) -> Iterator[Finding]:
    """Whether others can read the keys."""
    for path in reading.machine.loose:
        yield found(
            "secrets", Severity.BAD, _("Other users of this machine can read %(path)s."),
            _("Run: chmod go= %(path)s"), path=path,
        )  # fmt: skip
    if not reading.machine.loose:
        yield fine("secrets", _("Keys and data are readable by their owner only."))


def settings(reading: Reading) -> Iterator[Finding]:
    """Variables with a slip in their names."""
    for name in reading.machine.unread:
        yield found(
            "settings", Severity.WARNING, _("The variable %(name)s is set, and nothing reads it."),
            _("`nitka config` lists those that are read."), name=name,
        )  # fmt: skip
