"""Which trouble comes when: the same seed makes the same list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from nitka.chaos.faults import FAULTS

WEIGHTS = {"kill": 3, "stop": 2, "kill all": 1, "storm": 1}


@dataclass(frozen=True, slots=True)
class Step:
    """A pause in seconds, then a fault with a random source of its own."""

    pause: float
    fault: str
    seed: int

    def random(self) -> Random:
        return Random(self.seed)


def steps(seed: int, names: Sequence[str] = (), calm: float = 3.0) -> Iterator[Step]:
    """Without end: all faults (or those of `names`, in their order first), then shuffled anew, again and again."""
    random = Random(seed)
    deck = list(names) or _shuffled(random, list(FAULTS))
    while True:
        for name in deck:
            yield Step(round(random.uniform(0.2, calm), 1), name, random.getrandbits(32))
        deck = _shuffled(random, list(names) or list(FAULTS))


def _shuffled(random: Random, names: list[str]) -> list[str]:
    deck = [name for name in names for _ in range(WEIGHTS.get(name, 1))]
    random.shuffle(deck)
    return deck
