from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.feedback.metrics.drivers import drivers, lmg
from nitka.feedback.tests.swiss import FACTORS, FERTILITY


def r2(columns: np.ndarray, y: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(y)), columns])
    left = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    whole = ((y - y.mean()) ** 2).sum()
    return float(1 - (left @ left) / whole) if whole else 0.0


def by_definition(columns: np.ndarray, y: np.ndarray) -> np.ndarray:
    k = columns.shape[1]
    shares = np.zeros(k)
    orders = list(permutations(range(k)))
    for order in orders:
        for place, j in enumerate(order):
            shares[j] += r2(columns[:, order[: place + 1]], y) - r2(columns[:, order[:place]], y)
    return shares / len(orders)


def test_swiss_fertility_gives_the_shares_of_relaimpo() -> None:
    expected = [0.0570912208, 0.1711730289, 0.2601346786, 0.1055701504, 0.1127659229]
    assert lmg(FACTORS, FERTILITY) == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(8, 40))
def test_shares_are_the_average_gain_over_all_orders(seed: int, k: int, n: int) -> None:
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, k)) @ random.normal(size=(k, k))
    y = x @ random.normal(size=k) + random.normal(size=n)
    assert lmg(x, y) == pytest.approx(by_definition(x, y), abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8), st.integers(12, 60))
def test_shares_sum_to_r2_and_are_not_negative(seed: int, k: int, n: int) -> None:
    random = np.random.default_rng(seed)
    x = (random.random((n, k)) < 0.3).astype(float)
    y = x @ random.normal(size=k) + random.normal(size=n)
    shares = lmg(x, y)
    assert (shares >= 0).all()
    assert shares.sum() == pytest.approx(r2(x, y), abs=1e-8)


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3), st.floats(-1e3, 1e3))
def test_units_and_shifts_do_not_change_the_shares(seed: int, scale: float, shift: float) -> None:
    random = np.random.default_rng(seed)
    x, y = random.normal(size=(30, 3)), random.normal(size=30)
    assert lmg(x * scale + shift, y * scale - shift) == pytest.approx(lmg(x, y), abs=1e-6)


def test_twins_share_alike_and_together_bring_what_one_would() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=50), random.normal(size=50)
    other = random.normal(size=50)
    twins = lmg(np.column_stack([x, x, other]), x + other + y)
    assert twins[0] == pytest.approx(twins[1])
    assert twins.sum() == pytest.approx(r2(np.column_stack([x, other]), x + other + y))


def test_a_constant_column_brings_nothing() -> None:
    random = np.random.default_rng(4)
    x, y = random.normal(size=40), random.normal(size=40)
    assert lmg(np.column_stack([x, np.full(40, 0.1)]), x + y)[1] == 0


def test_a_constant_score_has_nothing_to_share() -> None:
    assert lmg(np.eye(4, 2), np.full(4, 5.0)) == pytest.approx([0, 0])


def test_more_factors_than_answers_still_sum_to_one() -> None:
    random = np.random.default_rng(5)
    assert lmg(random.normal(size=(4, 7)), random.normal(size=4)).sum() == pytest.approx(1)


def test_many_factors_are_averaged_over_random_orders() -> None:
    random = np.random.default_rng(6)
    x = random.normal(size=(200, 18))
    y = 2 * x[:, 0] + random.normal(size=200)
    shares = lmg(x, y)
    assert shares.sum() == pytest.approx(r2(x, y))
    assert shares.argmax() == 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(ValueError):
        lmg([[1.0], [bad]], [1.0, 2.0])


def test_rows_must_match() -> None:
    with pytest.raises(ValueError):
        lmg([[1.0], [2.0]], [1.0])


def test_intervals_hold_the_shares_and_repeat_themselves() -> None:
    first, whole = drivers(FACTORS, FERTILITY, draws=200)
    again, _ = drivers(FACTORS, FERTILITY, draws=200)
    assert first == again
    assert whole == pytest.approx(0.7067350, abs=1e-6)
    assert all(d.low <= d.share <= d.high for d in first)
    assert [d.slope > 0 for d in first] == [False, False, False, True, True]


def test_a_wider_confidence_gives_a_wider_interval() -> None:
    narrow, _ = drivers(FACTORS, FERTILITY, draws=200, confidence=0.8)
    wide, _ = drivers(FACTORS, FERTILITY, draws=200, confidence=0.99)
    assert all(w.high - w.low > n.high - n.low for n, w in zip(narrow, wide, strict=True))


def test_rows_with_counts_are_the_same_as_rows_repeated() -> None:
    random = np.random.default_rng(8)
    x, y = random.integers(0, 2, size=(30, 3)).astype(float), random.integers(1, 6, size=30).astype(float)
    counts = random.integers(1, 5, size=30)
    counted, explained = drivers(x, y, counts=counts, draws=50)
    repeated, whole = drivers(np.repeat(x, counts, axis=0), np.repeat(y, counts), draws=50)
    assert explained == pytest.approx(whole)
    assert [d.share for d in counted] == pytest.approx([d.share for d in repeated])
    assert [d.slope for d in counted] == pytest.approx([d.slope for d in repeated])
    assert [d.high for d in counted] == pytest.approx([d.high for d in repeated], abs=0.15)


def test_counts_must_fit_the_rows() -> None:
    with pytest.raises(ValueError):
        drivers([[1.0], [2.0]], [1.0, 2.0], counts=[1])
