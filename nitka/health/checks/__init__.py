"""The checks: each takes a reading and says what it finds, one subject each; `nitka doctor`, the page and `/metrics`
share them."""

from collections.abc import Callable, Iterable

from nitka.health.checks import activity, disk, installed, isolation, mail, processes, work
from nitka.health.findings import Finding
from nitka.health.reading import Reading

Check = Callable[[Reading], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    installed.versions,
    installed.answers,
    installed.migrations,
    installed.extensions,
    installed.clock,
    installed.secrets,
    installed.settings,
    disk.space,
    disk.blobs,
    isolation.policies,
    isolation.partitions,
    processes.alive,
    processes.versions,
    processes.loops,
    processes.jumps,
    work.queues,
    work.quarantine,
    work.parked,
    work.webhooks,
    mail.listener,
    mail.mailboxes,
    mail.servers,
    mail.relays,
    mail.going_out,
    activity.transactions,
    activity.connections,
)
