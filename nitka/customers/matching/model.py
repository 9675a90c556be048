"""What was learnt of likeness: `model.json`, written by `python -m nitka.bench.teach`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nitka.customers.matching import calibrate


@dataclass(frozen=True, slots=True)
class Model:
    """How often each level is met at one person and by chance, and the curves from weights to probabilities."""

    levels: dict[str, list[tuple[float, float]]]
    curves: calibrate.Curves

    def probability(self, pair: Mapping[str, Any]) -> float:
        """How probable it is that a pair is one person."""
        return calibrate.probability(self.curves, calibrate.stratum(pair), pair["match_weight"])


@cache
def house() -> Model:
    """The model that every workspace begins with."""
    kept = json.loads(Path(__file__).with_name("model.json").read_text())
    return Model(*({name: [(one, two) for one, two in told] for name, told in kept[part].items()}
                   for part in ("levels", "curves")))  # fmt: skip
