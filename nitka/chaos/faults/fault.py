"""What a fault is."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from nitka.chaos.arena import Arena

Fault = Callable[[Arena, Random], str]


class Skipped(Exception):
    """It cannot be played here; the message says why."""


def lasting(arena: Arena, random: Random, least: float = 1.0) -> float:
    """Seconds that a trouble lasts."""
    return round(random.uniform(least, max(least, arena.longest)), 1)


def victims(arena: Arena, random: Random, kinds: tuple[str, ...]) -> tuple[str, list[int]]:
    """Processes of one kind that live now: its name and its ids."""
    for kind in random.sample(kinds, len(kinds)):
        if found := _living(arena, kind):
            return kind, found
    raise Skipped("nothing runs")


def _living(arena: Arena, kind: str) -> list[int]:
    if kind == "postmaster":
        try:
            return [arena.place.postmaster]
        except (OSError, ValueError):
            return []
    if kind == "server process":
        return arena.place.backends()
    if kind == "up":
        return [arena.place.process.pid] if arena.place.process and arena.place.alive else []
    return arena.place.part(kind)
