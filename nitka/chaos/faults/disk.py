"""The disk is full, then there is room again."""

from __future__ import annotations

import contextlib
from random import Random

import psycopg

from nitka.chaos.arena import Arena
from nitka.chaos.faults.fault import Skipped, lasting

SWITCH = "select pg_switch_wal()"


def disk(arena: Arena, random: Random) -> str:
    """Tables cannot grow; half the time the log of the database is made to need a new file as well, which stops it."""
    if arena.disk is None:
        raise Skipped("needs root and a mount namespace")
    seconds, log = lasting(arena, random, 3.0), random.random() < 0.5
    used = arena.disk.fill()
    try:
        for _ in range(20):
            if log:
                with contextlib.suppress(psycopg.Error):
                    arena.place.ask(SWITCH)
            arena.wait(seconds / 20)
            if arena.disk.fill() > used and arena.over.is_set():
                break
    finally:
        arena.disk.free()
    return f"disk full for {seconds:g} s" + (", the write-ahead log too" if log else "")
