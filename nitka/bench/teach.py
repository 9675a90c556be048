"""The house's model of who is one person, learnt from made-up contacts whose truth is known.

`python -m nitka.bench.teach` writes `customers/matching/model.json`; with sizes of bases (`… 1000000`), the curves of
those only, for the levels that are there. `nitka bench resolve` tries it on others.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nitka.bench.contacts import Contact, contacts, pairs
from nitka.customers.matching import calibrate, compare
from nitka.customers.matching.records import Row, record
from nitka.customers.matching.settings import Levels

PLACE = Path(compare.__file__).with_name("model.json")
COUNT, LEARN = 20_000, 7  # contacts of a base; seed
CALIBRATE = {2_000: range(20, 32), 20_000: range(8, 11), 100_000: range(11, 12),
             1_000_000: range(12, 13)}  # fmt: skip # contacts of a base → seeds
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
    return {"levels": levels, "curves": {str(size): curves_of(levels, size) for size in CALIBRATE}}


def curves_of(levels: Levels, size: int) -> calibrate.Curves:
    """From weights to probabilities among so many contacts."""
    return calibrate.learn(pair for seed in CALIBRATE[size] for pair in _told(levels, size, seed))


def more(sizes: Sequence[int]) -> dict[str, Any]:
    """What is known, with the curves of these sizes learnt anew."""
    known: dict[str, Any] = json.loads(PLACE.read_text())
    return known | {"curves": known["curves"] | {str(size): curves_of(known["levels"], size) for size in sizes}}


def _told(levels: Levels, size: int, seed: int) -> Iterator[tuple[str, float, bool]]:
    found = contacts(size, seed)
    truth = pairs(found)
    with compare.engine(memory="4GB" if size > 100_000 else "1GB") as base:
        count = compare.load(base, rows(found))
        compare.block(base)
        for pair in compare.likely(base, levels, count, LEAST):
            yield calibrate.stratum(pair), pair["match_weight"], is_one(pair, truth)


def is_one(pair: dict[str, Any], truth: set[tuple[int, int]]) -> bool:
    """Whether a pair is in the truth."""
    one, other = sorted((int(pair["unique_id_l"]), int(pair["unique_id_r"])))
    return (one, other) in truth


if __name__ == "__main__":
    taught = more([int(size) for size in sys.argv[1:]]) if sys.argv[1:] else learn()
    lines = [f'"{part}": {{\n' + ",\n".join(f' "{name}": {json.dumps(told)}' for name, told in of.items()) + "\n}"
             for part, of in taught.items()]  # fmt: skip
    PLACE.write_text("{" + ",\n".join(lines) + "}\n")
