"""What was learnt of likeness: `model.json`, written by `python -m nitka.bench.teach`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Any

from nitka.customers.matching import calibrate

ASKED = 0.4  # less probable pairs are not worth a person's time
LEAST = -6.0  # no curve says as much of a smaller weight


@dataclass(frozen=True, slots=True)
class Model:
    """How often each level is met at one person and by chance; from weights to probabilities, by the size of a base."""

    levels: dict[str, list[tuple[float, float]]]
    curves: Mapping[int, calibrate.Curves]

    def probability(self, pair: Mapping[str, Any], count: int) -> float:
        """How probable it is that a pair of a base of so many is one person: namesakes grow faster than customers."""
        where, weight = calibrate.stratum(pair), pair["match_weight"]
        sizes = sorted(self.curves)
        below = max((size for size in sizes if size <= count), default=sizes[0])
        above = min((size for size in sizes if size >= count), default=sizes[-1])
        low, high = (calibrate.probability(self.curves[size], where, weight) for size in (below, above))
        return low if below == above else low + (high - low) * log(count / below) / log(above / below)


@cache
def house() -> Model:
    """The model that every workspace begins with."""
    kept = json.loads(Path(__file__).with_name("model.json").read_text())
    levels = {name: [(m, u) for m, u in told] for name, told in kept["levels"].items()}
    return Model(levels, {int(size): _curves(told) for size, told in kept["curves"].items()})


def _curves(told: Mapping[str, Any]) -> calibrate.Curves:
    return {where: [(weight, share) for weight, share in curve] for where, curve in told.items()}
