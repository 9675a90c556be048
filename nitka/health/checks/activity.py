"""What the connections of the database are at."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Reading

LONG, VERY_LONG = 300.0, 3600.0  # seconds of a transaction
FULL = 0.8  # of the connections there may be


def transactions(reading: Reading) -> Iterator[Finding]:
    """Transactions that keep others waiting or dead rows from being cleared away."""
    figures = reading.database.figures if reading.database else {}
    if not figures:
        return
    if not figures["seen"]:
        yield found(
            "activity", Severity.NOTICE, _("What other connections do cannot be seen."),
            _("As the server’s administrator run: grant pg_read_all_stats to nitka_owner"),
        )  # fmt: skip
        return
    oldest = float(figures["oldest"])
    if oldest > LONG:
        yield found(
            "activity", Severity.BAD if oldest > VERY_LONG else Severity.WARNING,
            _("A transaction has been open for %(minutes)d min."),
            _("Find it in pg_stat_activity (xact_start) and end it with pg_terminate_backend, unless it is a backup."),
            minutes=oldest // 60,
        )  # fmt: skip
    if figures["blocked"]:
        yield found(
            "activity", Severity.WARNING,
            ngettext_lazy("%(n)d statement has waited for a lock for more than ten seconds.",
                          "%(n)d statements have waited for a lock for more than ten seconds.", "n"),
            _("pg_blocking_pids(pid) names who holds it: end that one."), n=figures["blocked"],
        )  # fmt: skip
    if oldest <= LONG and not figures["blocked"]:
        yield fine("activity", _("No transaction is old and nobody waits for a lock."))


def connections(reading: Reading) -> Iterator[Finding]:
    """How many there are, and which have been left in the middle of a transaction."""
    figures = reading.database.figures if reading.database else {}
    if not figures:
        return
    count, most = figures["connections"], figures["most"]
    if count > FULL * most:
        yield found(
            "connections", Severity.WARNING, _("%(n)d of %(most)d connections of the database are taken."),
            _("Raise max_connections, or lower NITKA_POOL of the processes."), n=count, most=most,
        )  # fmt: skip
    if figures["idle"]:
        yield found(
            "connections", Severity.WARNING,
            ngettext_lazy("%(n)d connection has been idle inside a transaction for more than a minute.",
                          "%(n)d connections have been idle inside a transaction for more than a minute.", "n"),
            _("Whoever opened it hangs or is dead: end it with pg_terminate_backend."), n=figures["idle"],
        )  # fmt: skip
