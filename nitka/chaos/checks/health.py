"""How the house itself is."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from nitka.chaos.arena import Arena
from nitka.chaos.report import Finding
from nitka.kit import usage

GROWTH = 1.6  # times of what the processes held before
TRIES, BETWEEN = 10, 3.0
REST = 700e6  # and never a violation below this
QUARANTINE = "select count(*), min(reason), min(detail) from inbound_quarantine"
PARTITIONS = "select count(*) from moments_moment_default"


def doctor(arena: Arena) -> Iterator[Finding]:
    """`nitka doctor` is content, soon: processes that were started a moment ago are heard of after their first beat."""
    found = Finding("nitka doctor is content", 1)
    for _ in range(TRIES):
        done = arena.place.command("doctor")
        if not done.returncode:
            break
        time.sleep(BETWEEN)
    if done.returncode:
        said = json.loads(done.stdout or "[]")
        found.violations += [f"{one['what']}: {one['says']}" for one in said if not one["ok"]] or [done.stderr[-300:]]
        found.checked = len(said)
    yield found


def memory(arena: Arena, before: int) -> Iterator[Finding]:
    """All processes together, against what they held before."""
    now = held(arena)
    found = Finding("memory did not run away", 1)
    if now > max(REST, before * GROWTH):
        found.violations.append(f"{now / 1e6:.0f} MB, {before / 1e6:.0f} MB before")
    yield found


def held(arena: Arena) -> int:
    """Bytes of all processes, what is shared counted in proportion."""
    place = arena.place
    return usage.memory([place.process.pid, *place.processes()] if place.process else [])


def calm(arena: Arena) -> Iterator[Finding]:
    """Nobody was refused for good, nothing is in quarantine."""
    found = Finding("no door refused for good what it should take", sum(arena.crowd.acknowledged().values()))
    found.violations += [line for one in [*arena.crowd.everybody, *arena.storms] for line in one.refusals]
    yield found
    [(count, reason, detail)] = arena.place.ask(QUARANTINE)
    kept = Finding("nothing is in quarantine", 1)
    if count:
        kept.violations.append(f"{count} things: {reason} {detail}")
    yield kept
