"""PostgreSQL restarted."""

from __future__ import annotations

from random import Random

from nitka.chaos.arena import Arena
from nitka.chaos.faults.fault import Skipped


def restart(arena: Arena, random: Random) -> str:
    """A fast shutdown; the supervisor starts it again."""
    try:
        arena.place.restart_server()
    except (OSError, ValueError):
        raise Skipped("the server was down already") from None
    return "PostgreSQL shut down (fast), started again by the supervisor"
