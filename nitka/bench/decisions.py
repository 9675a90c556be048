"""How much a company's own decisions teach: pairs that would be asked, some of them decided, the others foretold.

Two companies. Made-up Russian contacts, as the house was taught, and Febrl 4 read as customers: Australians, of whom
the house's weights know little. Decisions are drawn at random, their truth is known; figures are of all other pairs.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from nitka.bench.contacts import SEED, contacts, pairs
from nitka.bench.febrl_files import lines
from nitka.bench.teach import is_one
from nitka.bench.teach import rows as rows_of
from nitka.customers.matching import compare
from nitka.customers.matching.foretold import Decided, foretold, outcome
from nitka.customers.matching.lessons import tried
from nitka.customers.matching.model import ASKED, LEAST, house
from nitka.customers.matching.reasons import reasons
from nitka.customers.matching.records import Row, record

DECISIONS = (50, 200, 1_000)
DRAWS = 5
Pair = dict[str, Any]


def measure(count: int) -> dict[str, float]:
    """Losses and shares of right answers, before and after so many decisions, the mean of some draws."""
    found = contacts(count, SEED)
    truth = pairs(found)
    russian = _told(rows_of(found), lambda pair: is_one(pair, truth))
    febrl = _told(_febrl(), lambda pair: _person(pair["unique_id_l"]) == _person(pair["unique_id_r"]))
    return {**_figures("decisions_contacts", russian), **_figures("decisions_febrl", febrl)}


def _told(rows: Iterator[Row], same: Callable[[Pair], bool]) -> list[Decided]:
    """The pairs that a person would be asked about."""
    model = house()
    with compare.engine() as base:
        count = compare.load(base, rows)
        compare.block(base)
        found = []
        for pair in compare.likely(base, model.levels, count, LEAST):
            said = model.probability(pair, count)
            if said >= ASKED:
                found.append(Decided(said, frozenset(code for code, _ in reasons(pair)), same(pair)))
    return found


def _figures(name: str, told: list[Decided]) -> dict[str, float]:
    figures: dict[str, float] = {f"{name}_pairs": len(told)}
    for n in DECISIONS:
        if len(told) < 2 * n:
            continue
        draws = [_drawn(told, n, seed) for seed in range(DRAWS)]
        adopted = sum(better for _, better in draws)
        for what in ("before", "after", "right_before", "right_after"):
            mean = sum(getattr(one, what) / (one.n if what.startswith("right") else 1) for one, _ in draws) / DRAWS
            figures[f"{name}_{n}_{what if what.startswith('right') else f'loss_{what}'}"] = round(mean, 4)
        figures[f"{name}_{n}_adopted_of_{DRAWS}"] = adopted
    return figures


def _drawn(told: list[Decided], n: int, seed: int) -> tuple[Any, bool]:
    """After `n` decisions drawn at random: what all other pairs are foretold as; without adoption as the house says."""
    order = list(told)
    Random(seed).shuffle(order)  # noqa: S311 (the same every time)
    lesson, others = tried(order[:n]), order[n:]
    weights = lesson.weights if lesson.better else {}
    said = [pair.said for pair in others]
    return outcome(others, said, [foretold(weights, one.said, one.codes) for one in others], weights), lesson.better


def _febrl() -> Iterator[Row]:
    return filter(None, map(_customer, lines()))


def _customer(line: dict[str, str]) -> Row | None:
    lives = {"city": line["suburb"], "street": line["address_1"], "house": line["street_number"],
             "flat": line["address_2"]}  # fmt: skip
    return record(line["rec_id"], f"{line['given_name']} {line['surname']}", attributes=lives)


def _person(key: str) -> str:
    return key.split("-")[1]
