"""The house's model of who is one person, learnt from made-up contacts whose truth is known.

`python -m nitka.bench.teach` writes `customers/matching/model.json`. `nitka bench resolve` tries it on others.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nitka.bench.contacts import Contact, contacts, pairs
from nitka.customers.matching import calibrate, compare
from nitka.customers.matching.records import Row, record
from nitka.customers.matching.settings import Levels

PLACE = Path(compare.__file__).with_name("model.json")
COUNT, LEARN = 20_000, 7  # contacts of a base; seed
CALIBRATE = {2_000: range(20, 32), 20_000: range(8, 11), 100_000: range(11, 12)}  # contacts of a base → seeds
LEAST = -12.0


def rows(found: Sequence[Contact]) -> Iterator[Row]:
    """Contacts as they are compared."""
    for place, one in enumerate(found):
        row = record(str(place), one.name, one.phones, one.emails, one.attributes)
        if row:
            yield row


def learn() -> dict[str, Any]:
    """How often what is alike is so by chance and how often at one person; then the curves, from other people."""
    found = contacts(COUNT, LEARN)
    with compare.engine() as base:
        count = compare.load(base, rows(found))
        compare.block(base)
        base.execute("create table truth (unique_id varchar, person bigint)")
        base.executemany("insert into truth values (?, ?)", [(str(at), one.person) for at, one in enumerate(found)])
        levels = compare.taught(base, "truth", count)
    curves = {
        size: calibrate.learn(pair for seed in seeds for pair in _told(levels, size, seed))
        for size, seeds in CALIBRATE.items()
    }
    return {"levels": levels, "curves": curves}


def _told(levels: Levels, size: int, seed: int) -> Iterator[tuple[str, float, bool]]:
    found = contacts(size, seed)
    truth = pairs(found)
    with compare.engine() as base:
        count = compare.load(base, rows(found))
        compare.block(base)
        for pair in compare.likely(base, levels, count, LEAST):
            yield calibrate.stratum(pair), pair["match_weight"], is_one(pair, truth)


def is_one(pair: dict[str, Any], truth: set[tuple[int, int]]) -> bool:
    """Whether a pair is in the truth."""
    one, other = sorted((int(pair["unique_id_l"]), int(pair["unique_id_r"])))
    return (one, other) in truth


if __name__ == "__main__":
    taught = learn()
    lines = [f'"{part}": {{\n' + ",\n".join(f' "{name}": {json.dumps(told)}' for name, told in of.items()) + "\n}"
             for part, of in taught.items()]  # fmt: skip
    PLACE.write_text("{" + ",\n".join(lines) + "}\n")
