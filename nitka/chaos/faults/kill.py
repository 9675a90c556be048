"""Kill -9."""

from __future__ import annotations

import signal
from random import Random

from nitka.chaos.arena import Arena
from nitka.chaos.faults.fault import victims
from nitka.chaos.place import send, within

KINDS = ("web", "worker", "mail", "server process", "postmaster")


def kill(arena: Arena, random: Random) -> str:
    """One process of one kind, or all of that kind at once."""
    kind, found = victims(arena, random, KINDS)
    chosen = found if kind in ("web", "mail") and random.random() < 0.5 else [random.choice(found)]
    for pid in chosen:
        send(pid, signal.SIGKILL)
    return f"kill -9 {kind} ({len(chosen)} of {len(found)})"


def kill_all(arena: Arena, random: Random) -> str:
    """`nitka up` and with it everything; started again by hand."""
    place = arena.place
    assert place.process is not None
    place.process.kill()
    place.process.wait()
    if not within(20, lambda: not place.processes()):
        arena.complaints.append(f"{len(place.processes())} processes outlived nitka up for 20 s")
    place.open()
    return "kill -9 nitka up, then started again"
