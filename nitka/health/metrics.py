"""A reading in Prometheus' text format: every process of the system, the queues, the database, the findings.

Labels are codes of the program's own, kinds of channels, and the process; nothing of a company or customer.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nitka.health.findings import Finding
from nitka.health.reading import Reading
from nitka.kit.meters import BUCKETS

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
HELP = {
    "nitka_requests_total": "Requests answered, by sort and status.",
    "nitka_request_seconds": "Time from a request to the end of its answer, by sort; streams are left out.",
    "nitka_messages_in_total": "Messages of customers stored, by kind of channel.",
    "nitka_receive_seconds": "Time from the arrival of a message to its place in the thread, by kind of channel.",
    "nitka_deliveries_total": "Attempts to get an answer out, by kind of channel and outcome.",
    "nitka_delivery_errors_total": "Attempts that failed, by kind of channel and reason.",
    "nitka_quarantined_total": "Things that arrived and could not be read, by kind.",
    "nitka_events_total": "Events of sites and programs, by what became of them.",
    "nitka_open_streams": "Open streams of pages and widgets.",
    "nitka_pages_in_work": "Pages that a thread works on now.",
    "nitka_process_memory_bytes": "Memory that a process holds.",
    "nitka_process_start_seconds": "When a process began, in seconds since 1970.",
    "nitka_process_silence_seconds": "Time since a process last said that it lives.",
    "nitka_loop_silence_seconds": "Time since a loop of the worker was last heard of; 0 while it rests.",
    "nitka_loop_breaks_total": "How often a loop of the worker broke and was started again.",
    "nitka_queue_depth": "Things that wait, at most 100,000.",
    "nitka_queue_lag_seconds": "How long the first thing that waits could have been taken.",
    "nitka_quarantine": "Things in quarantine.",
    "nitka_deliveries_parked": "Answers that are tried no more.",
    "nitka_mailboxes_in_trouble": "Mailboxes that cannot be fetched from.",
    "nitka_database_up": "Whether the database answers.",
    "nitka_database_bytes": "Size of the database.",
    "nitka_database_connections": "Connections to the server of the database.",
    "nitka_database_connections_most": "Connections that there may be.",
    "nitka_database_oldest_transaction_seconds": "Age of the oldest open transaction.",
    "nitka_database_blocked": "Statements that have waited for a lock for more than ten seconds.",
    "nitka_database_clock_seconds": "Seconds that the database's clock is ahead of this machine's.",
    "nitka_disk_free_bytes": "Room left where the data lies.",
    "nitka_findings": "What the checks find, by severity; 0 and 0 of warning and bad: all is well.",
}
TYPES = {"nitka_request_seconds": "histogram", "nitka_receive_seconds": "histogram"}
Sample = tuple[str, dict[str, str], float]  # name, labels, value
Line = tuple[str, str, dict[str, str], float]  # the same after the name of its family


def text(reading: Reading, findings: Iterable[Finding], processes: Mapping[tuple[str, str], Mapping[str, Any]]) -> str:
    """The whole answer. `processes`: (kind, host:pid) → figures."""
    by_name: dict[str, list[str]] = {}
    for family, name, labels, value in _all(reading, findings, processes):
        by_name.setdefault(family, []).append(f"{name}{_labels(labels)} {_number(value)}")
    lines: list[str] = []
    for family, samples in by_name.items():
        kind = TYPES.get(family) or ("counter" if family.endswith("_total") else "gauge")
        lines += [f"# HELP {family} {HELP[family]}", f"# TYPE {family} {kind}", *samples]
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return repr(float(value)) if value % 1 else f"{value:.0f}"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items()) + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _all(
    reading: Reading, findings: Iterable[Finding], processes: Mapping[tuple[str, str], Mapping[str, Any]]
) -> Iterator[Line]:
    for (kind, instance), figures in processes.items():
        yield from _counted(figures, {"process": kind, "instance": instance})
    plain = [*_processes(reading), *_database(reading), *_findings(findings)]
    for name, labels, value in plain:
        yield name, name, labels, value


def _counted(figures: Mapping[str, Any], who: dict[str, str]) -> Iterator[Line]:
    for name, labels, value in figures.get("totals", []):
        yield name, name, {**who, **labels}, value
    for name, labels, span in figures.get("spans", []):
        yield from _histogram(name, {**who, **labels}, span)
    for name, value in figures.get("gauges", {}).items():
        yield name, name, who, value
    yield "nitka_process_memory_bytes", "nitka_process_memory_bytes", who, figures.get("rss", 0)
    for loop, told in figures.get("loops", {}).items():
        yield "nitka_loop_silence_seconds", "nitka_loop_silence_seconds", {**who, "loop": loop}, told["silence"]
        yield "nitka_loop_breaks_total", "nitka_loop_breaks_total", {**who, "loop": loop}, told["breaks"]


def _histogram(name: str, labels: dict[str, str], span: list[float]) -> Iterator[Line]:
    reached = 0.0
    for end, count in zip((*(f"{bucket:g}" for bucket in BUCKETS), "+Inf"), span, strict=False):
        reached += count
        yield name, f"{name}_bucket", {**labels, "le": end}, reached
    yield name, f"{name}_sum", labels, span[-1]
    yield name, f"{name}_count", labels, reached


def _processes(reading: Reading) -> Iterator[Sample]:
    for one in reading.database.processes if reading.database else ():
        who = {"process": one.kind, "instance": f"{one.host}:{one.pid}"}
        yield "nitka_process_start_seconds", who, one.began_at.timestamp()
        yield "nitka_process_silence_seconds", who, max(0.0, one.age)


def _database(reading: Reading) -> Iterator[Sample]:
    database = reading.database
    yield "nitka_disk_free_bytes", {}, reading.machine.free
    yield "nitka_database_up", {}, database is not None
    if database is None or not database.figures:
        return
    figures = database.figures
    for name, key in (
        ("bytes", "size"), ("connections", "connections"), ("connections_most", "most"),
        ("oldest_transaction_seconds", "oldest"), ("blocked", "blocked"),
    ):  # fmt: skip
        yield f"nitka_database_{name}", {}, float(figures[key])
    yield "nitka_database_clock_seconds", {}, database.ahead
    for one in database.queues:
        yield "nitka_queue_depth", {"queue": one.queue.name}, one.count
        if one.queue.due:
            yield "nitka_queue_lag_seconds", {"queue": one.queue.name}, one.late
    yield "nitka_quarantine", {}, database.one("quarantine")
    yield "nitka_deliveries_parked", {}, database.one("parked")
    yield "nitka_mailboxes_in_trouble", {}, sum(int(row[1]) for row in database.facts.get("mailboxes", []))


def _findings(findings: Iterable[Finding]) -> Iterator[Sample]:
    counts = dict.fromkeys(("warning", "bad"), 0)
    for one in findings:
        if not one.is_fine:
            counts[one.severity.value] += 1
    for severity, count in counts.items():
        yield "nitka_findings", {"severity": severity}, count
