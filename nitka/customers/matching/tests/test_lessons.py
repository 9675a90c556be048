from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.customers.matching.foretold import BASE, ENOUGH, FACTOR, Decided, foretold, outcome
from nitka.customers.matching.lessons import learn, tried

CODES = ("phone_digit", "surname_same", "city_same", "name_same")


def company(n, seed=1, *, family=-4.0, truthful=False):
    """Decisions of a company: telephones a digit apart are families there. `truthful`: the house is right of them."""
    random, told = Random(seed), []
    for _ in range(n):
        said = random.uniform(0.4, 0.98)
        codes = frozenset(code for code in CODES if random.random() < 0.5)
        odds = log(said / (1 - said)) + (0 if truthful or "phone_digit" not in codes else family)
        told.append(Decided(said, codes, random.random() < 1 / (1 + 2.718281828 ** -odds)))
    return told


def test_a_level_that_misleads_here_is_learnt_and_held_out_decisions_are_foretold_better():
    found = tried(company(200))
    assert found.better
    assert found.after < found.before
    assert found.right_after > found.right_before
    assert found.weights["phone_digit"] < -1.5


def test_where_the_house_is_right_a_lesson_is_no_better():
    assert sum(tried(company(200, seed, truthful=True)).better for seed in range(20)) <= 2


def test_what_is_learnt_holds_for_others_of_the_same_company():
    weights, others = learn(company(200)), company(5_000, seed=2)
    found = outcome(others, [one.said for one in others],
                    [foretold(weights, one.said, one.codes) for one in others], weights)  # fmt: skip
    assert found.better
    assert found.after < 0.85 * found.before


def test_few_decisions_hardly_move_it():
    weights = learn([Decided(0.6, frozenset({"city_same"}), False)])
    assert weights.keys() == {BASE, FACTOR}
    assert foretold(weights, 0.9, frozenset()) == pytest.approx(0.9, abs=0.08)


@given(st.lists(st.booleans(), min_size=ENOUGH, max_size=ENOUGH), st.floats(0, 1), st.integers(0, 9))
def test_whatever_is_decided_what_is_foretold_is_a_probability(truths, said, seed):
    told = [Decided(said, frozenset(CODES[: seed % 4]), one) for one in truths]
    weights = learn(told)
    assert 0 < foretold(weights, said, frozenset(CODES)) < 1
    assert tried(told).n == ENOUGH


def test_without_weights_the_house_speaks():
    assert foretold({}, 0.734, frozenset(CODES)) == 0.734


def test_more_that_are_one_never_make_a_pair_less_likely():
    told = company(100)
    more = [*told, *(Decided(0.6, frozenset({"city_same"}), True) for _ in range(40))]
    codes = frozenset({"city_same"})
    assert foretold(learn(more), 0.6, codes) > foretold(learn(told), 0.6, codes)
