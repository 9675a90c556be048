"""SIGSTOP: a process that neither works nor dies."""

from __future__ import annotations

import signal
from random import Random

from nitka.chaos.arena import Arena
from nitka.chaos.faults.fault import lasting, victims
from nitka.chaos.place import send

KINDS = ("web", "worker", "mail", "server process", "postmaster", "up")


def stop(arena: Arena, random: Random) -> str:
    """All processes of one kind, or one of the server's."""
    kind, found = victims(arena, random, KINDS)
    chosen = [random.choice(found)] if kind == "server process" else found
    seconds = lasting(arena, random, 2.0)
    try:
        for pid in chosen:
            send(pid, signal.SIGSTOP)
        arena.wait(seconds)
    finally:
        for pid in chosen:
            send(pid, signal.SIGCONT)
    return f"SIGSTOP {kind} for {seconds:g} s"
