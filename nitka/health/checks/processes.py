"""The processes and the worker's loops: whether they live, whether they are of one version."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from nitka.health.findings import Finding, Severity, fine, found
from nitka.health.reading import Process, Reading

WANTED = ("web", "worker", "mail")
SILENT, STUCK = 120.0, 600.0  # seconds


def _living(reading: Reading) -> list[Process]:
    return [one for one in reading.database.processes if one.lives] if reading.database else []


def alive(reading: Reading) -> Iterator[Finding]:
    """Whether there is one of each kind."""
    if reading.database is None or not reading.database.figures:
        return
    kinds = {one.kind for one in _living(reading)}
    for kind in WANTED:
        if kind not in kinds:
            yield found(
                "processes", Severity.WARNING if kind == "mail" else Severity.BAD,
                _("Nothing is heard of the process “%(kind)s”."),
                _("`nitka up` starts it by itself; in a cluster start `nitka %(kind)s`. The log has its last words."),
                kind=kind,
            )  # fmt: skip
    if kinds.issuperset(WANTED):
        yield fine("processes", _("These processes live: %(kinds)s."), kinds=", ".join(sorted(kinds)))


def versions(reading: Reading) -> Iterator[Finding]:
    """Whether all are of the version that looks."""
    others = {one.version for one in _living(reading)} - {reading.version}
    if others:
        yield found(
            "processes", Severity.WARNING, _("Processes of another version run beside %(version)s: %(others)s."),
            _("Restart them."), version=reading.version, others=", ".join(sorted(others)),
        )  # fmt: skip


def loops(reading: Reading) -> Iterator[Finding]:
    """Whether each of the worker's loops goes round."""
    workers = [one for one in _living(reading) if one.kind == "worker"]
    for worker in workers:
        for loop in worker.loops:
            if loop.silence > SILENT:
                yield found(
                    "loops", Severity.BAD if loop.silence > STUCK else Severity.WARNING,
                    _("Nothing is heard of the worker’s loop “%(name)s” for %(minutes)d min."),
                    _("It is at one long piece of work, or stuck: see what the log says of it and restart the worker."),
                    name=loop.name, minutes=loop.silence // 60,
                )  # fmt: skip
        broken = [loop for loop in worker.loops if loop.breaks]
        if broken:
            yield found(
                "loops", Severity.NOTICE,
                ngettext_lazy("%(n)d loop of the worker broke and was started again: %(names)s.",
                              "%(n)d loops of the worker broke and were started again: %(names)s.", "n"),
                _("The log has the reasons."), n=len(broken), names=", ".join(sorted(one.name for one in broken)),
            )  # fmt: skip
    if workers and not any(loop.silence > SILENT for worker in workers for loop in worker.loops):
        yield fine("loops", _("All %(n)d loops of the worker go round."), n=len(workers[0].loops))


def jumps(reading: Reading) -> Iterator[Finding]:
    """Whether a clock was moved while the processes ran."""
    found_jumps = [one.figures["jumps"] for one in _living(reading) if one.figures.get("jumps")]
    if found_jumps:
        seconds = max((abs(jump["seconds"]) for jumps in found_jumps for jump in jumps), default=0)
        yield found(
            "clock", Severity.WARNING, _("This machine’s clock jumped by %(seconds).0f s while the system ran."),
            _("Let NTP keep it: a clock that is set by hand puts moments out of their order."), seconds=seconds,
        )  # fmt: skip
