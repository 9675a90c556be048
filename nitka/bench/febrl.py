"""Febrl 4: two files of 5,000 made-up Australians each, damaged; without social security number and date of birth."""

from collections.abc import Iterator
from typing import Any

from splink import SettingsCreator, block_on

from nitka.bench.febrl_files import lines
from nitka.customers.matching import compare
from nitka.customers.matching.letters import key
from nitka.customers.matching.records import Row
from nitka.customers.matching.settings import family_name, given_name, word

GOAL = 0.944  # Splink's own F1 at its best threshold
TEXT, LIST = "varchar", "varchar[]"
COLUMNS = {
    "unique_id": TEXT, "given": TEXT, "given_forms": LIST, "surname": TEXT, "house": TEXT, "street": TEXT, "flat": TEXT,
    "city": TEXT, "postcode": TEXT, "state": TEXT, "fresh": "boolean", "keys": LIST,
}  # fmt: skip
SOURCES = {"given": "given_name", "house": "street_number", "street": "address_1", "flat": "address_2",
           "city": "suburb"}  # fmt: skip
RARE = ("given", "surname", "house", "street", "flat", "city", "postcode", "state")
TRAINING = ("l.given = r.given and l.surname = r.surname", "l.street = r.street and l.house = r.house",
            "l.postcode = r.postcode and l.surname = r.surname", "l.city = r.city and l.flat = r.flat")  # fmt: skip


def measure() -> dict[str, float]:
    """Precision, recall and F1 at the threshold that is best, and at an even chance."""
    with compare.engine() as base:
        count = compare.load(base, rows(), COLUMNS)
        compare.block(base, RARE)
        linker = compare.linker(base, "customers", _settings())
        linker.training.estimate_u_using_random_sampling(max_pairs=compare.PAIRS, seed=1)
        for rule in TRAINING:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        found = linker.inference.predict(threshold_match_weight=-10)
        pairs = base.execute(
            "select match_weight, split_part(unique_id_l, '-', 2) = split_part(unique_id_r, '-', 2)"  # noqa: S608
            f" from {found.physical_name} where split_part(unique_id_l, '-', 3) <> split_part(unique_id_r, '-', 3)"
        ).fetchall()
    return scores([(weight, one) for weight, one in pairs], count // 2)


def rows() -> Iterator[Row]:
    """Both files."""
    return map(_row, lines())


def _row(line: dict[str, str]) -> Row:
    row: Row = {name: key(line[SOURCES.get(name, name)]) or None for name in RARE}
    row |= {"unique_id": line["rec_id"], "fresh": True, "given_forms": [row["given"]] if row["given"] else None}
    row["keys"] = sorted(set(_blocks(row)))
    return row


def _blocks(row: Row) -> Iterator[str]:
    """Any two things in common, wherever the names stand."""
    names = [row[one] for one in ("given", "surname") if row[one]]
    places = [(one, row[one]) for one in ("street", "flat", "city", "postcode") if row[one]]
    if len(names) == 2:
        yield ":".join(("name", *sorted(names)))
    for name in names:
        yield from (f"{where}:{place}:{name}" for where, place in places)
        if row["house"]:
            yield f"house:{row['house']}:{name}"
    for at, (where, place) in enumerate(places):
        yield from (f"{where}:{place}:{other}" for _, other in places[at + 1 :])
        if row["house"]:
            yield f"{where}:{place}:{row['house']}"


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=1 / 10_000,
        comparisons=[
            given_name(), family_name(), word("house", (1,), 2), word("street", (1, 2, 3), 5), word("flat", (1, 2, 3)),
            word("city", (1, 2, 3)), word("postcode", (1, 2), 4), word("state", (1,), 2),
        ],
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        retain_matching_columns=False,
    )  # fmt: skip


def scores(pairs: list[tuple[float, bool]], truth: int) -> dict[str, float]:
    """Of pairs with their weights: where F1 is best, and at an even chance."""
    hits, best, even = 0, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    for taken, (weight, one) in enumerate(sorted(pairs, reverse=True), 1):
        hits += one
        figures = (2 * hits / (taken + truth), hits / taken, hits / truth)
        best = max(best, (*figures, weight))
        even = figures if weight >= 0 else even
    named: dict[str, Any] = dict(zip(("f1", "precision", "recall", "threshold_weight"), best, strict=True))
    named |= dict(zip(("f1_at_even", "precision_at_even", "recall_at_even"), even, strict=True))
    return {name: round(value, 4) for name, value in named.items()}
