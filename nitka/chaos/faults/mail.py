"""The relay in bad moods, and a storm of letters."""

from __future__ import annotations

from random import Random

from nitka.chaos.arena import Arena
from nitka.chaos.crowd.everybody import ADDRESS
from nitka.chaos.crowd.writer import Writer
from nitka.chaos.faults.fault import lasting

STORM = 20  # senders at once
PATIENCE = 60.0


def slow_relay(arena: Arena, random: Random) -> str:
    """Each letter takes its time."""
    seconds, pause = lasting(arena, random, 2.0), round(random.uniform(0.3, 3.0), 1)
    arena.relay.pause = pause
    try:
        arena.wait(seconds)
    finally:
        arena.relay.pause = 0.0
    return f"relay takes {pause:g} s a letter for {seconds:g} s"


def busy_relay(arena: Arena, random: Random) -> str:
    """Each letter is told to come back."""
    seconds = lasting(arena, random, 2.0)
    arena.relay.busy = True
    try:
        arena.wait(seconds)
    finally:
        arena.relay.busy = False
    return f"relay answers 451 for {seconds:g} s"


def dead_relay(arena: Arena, random: Random) -> str:
    """Nobody listens."""
    seconds = lasting(arena, random, 2.0)
    arena.relay.leave()
    try:
        arena.wait(seconds)
    finally:
        arena.relay.come_back()
    return f"relay away for {seconds:g} s"


def storm(arena: Arena, random: Random) -> str:
    """Many new senders, each as fast as the door takes their letters."""
    seconds = lasting(arena, random)
    first = len(arena.storms)
    senders = [
        Writer(f"storm-{first + n}", Random(random.random()), 0.0, arena.place.smtp_port, ADDRESS)
        for n in range(STORM)
    ]
    arena.storms += senders
    for sender in senders:
        sender.start()
    arena.wait(seconds)
    for sender in senders:
        sender.over.set()
    for sender in senders:
        sender.join(PATIENCE)
        sender.gone.set()
    return f"storm of {sum(len(sender.acknowledged) for sender in senders)} letters in {seconds:g} s"
