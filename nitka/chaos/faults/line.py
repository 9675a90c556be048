"""The wire between our processes and PostgreSQL."""

from __future__ import annotations

from random import Random

from nitka.chaos.arena import Arena
from nitka.chaos.faults.fault import lasting


def cut(arena: Arena, random: Random) -> str:
    """All connections end, new ones are refused."""
    seconds = lasting(arena, random)
    arena.place.wire.cut()
    try:
        arena.wait(seconds)
    finally:
        arena.place.wire.mend()
    return f"wire to PostgreSQL cut for {seconds:g} s"


def hold(arena: Arena, random: Random) -> str:
    """Silence: connections stay and carry nothing; half the time they then end, as when a router forgets them."""
    seconds, ends = lasting(arena, random), random.random() < 0.5
    arena.place.wire.hold()
    try:
        arena.wait(seconds)
        if ends:
            arena.place.wire.cut()
    finally:
        arena.place.wire.mend()
    return f"wire to PostgreSQL silent for {seconds:g} s" + (", then cut" if ends else "")
