from random import Random

from hypothesis import given
from hypothesis import strategies as st

from nitka.customers.matching.calibrate import learn, probability, reliability


def told(n: int, seed: int):
    """Pairs whose truth follows the odds of a weight that is twice what is said."""
    chance = Random(seed)
    for _ in range(n):
        weight = chance.uniform(-10, 10)
        yield "agree name", weight, chance.random() < 1 / (1 + 2 ** (-weight / 2))


def test_what_is_said_comes_true_on_pairs_that_were_not_learnt():
    curves = learn(told(20_000, 1))
    said = [(probability(curves, where, weight), one) for where, weight, one in told(20_000, 2)]
    rows = reliability(said, [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.01])
    assert len(rows) == 6
    assert all(row["low"] - 0.02 <= row["said"] <= row["high"] + 0.02 for row in rows)


@given(st.lists(st.tuples(st.just("agree name"), st.floats(-20, 20), st.booleans()), min_size=1, max_size=300),
       st.floats(-30, 30), st.floats(0, 10))  # fmt: skip
def test_more_weight_is_never_less_probable_and_nothing_is_certain(pairs, weight, more):
    curves = learn(pairs)
    low, high = (probability(curves, "agree name", one) for one in (weight, weight + more))
    assert 0 < low <= high < 1


def test_a_kind_of_pair_that_nobody_has_learnt_is_read_from_its_nearest():
    curves = learn(told(1000, 1))
    assert probability(curves, "agree home", 9.0) == probability(curves, "agree name", 9.0)
    assert probability({}, "differ birth", 0.0) < 0.6


def test_among_very_many_unlikely_pairs_the_few_sure_ones_are_told_apart():
    chance = Random(3)
    unlikely = [("agree name", chance.uniform(-10, -5), False) for _ in range(50_000)]
    curves = learn([*unlikely, *(pair for pair in told(1_000, 4) if pair[1] > 0)])
    assert probability(curves, "agree name", 9.5) > 0.9
    assert probability(curves, "agree name", 0.5) < 0.75
