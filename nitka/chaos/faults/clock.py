"""The clock jumps."""

from __future__ import annotations

from random import Random

from nitka.chaos.arena import Arena
from nitka.chaos.faults.fault import lasting

JUMPS = (-3600, -60, -10, 10, 60, 3600)


def clock(arena: Arena, random: Random) -> str:
    """All processes' clocks at once, and back again."""
    jump, seconds = random.choice(JUMPS), lasting(arena, random, 2.0)
    arena.hands.turn(jump)
    try:
        arena.wait(seconds)
    finally:
        arena.hands.turn(0)
    return f"clock moved by {jump:+d} s for {seconds:g} s"
