"""What came by SMTP and LMTP."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from nitka.chaos.arena import Arena
from nitka.chaos.checks.order import wrong
from nitka.chaos.report import Finding

STORED = """select i.value, m.external_id from conversations_message m
            join customers_identity i on i.workspace_id = m.workspace_id and i.id = m.identity_id
            where m.channel_id = %(channel)s and m.direction = 'in' order by m.position"""


def letters(arena: Arena) -> Iterator[Finding]:
    """Each sender's by their place in the thread."""
    writers = [*arena.crowd.writers, *arena.storms]
    stored: dict[str, list[str]] = defaultdict(list)
    for address, key in arena.place.ask(STORED, {"channel": arena.crowd.mail}):
        stored[address].append(key.partition("@")[0])
    found = Finding("each letter once and in order", sum(len(one.acknowledged) for one in writers))
    for one in writers:
        found.violations += wrong(one.name, one.acknowledged, one.unknown, stored[one.address])
    yield found
