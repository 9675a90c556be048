"""What grows is told from what only trembles."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.bench.slope import slope_of


def trembling(per_hour: float, seed: int) -> list[tuple[float, float]]:
    random = Random(seed)
    return [(minute / 60, 100 + per_hour * minute / 60 + random.gauss(0, 2)) for minute in range(61)]


def test_what_grows_is_found_with_its_pace():
    found = slope_of(trembling(30, seed=1))
    assert found.middle == pytest.approx(30, abs=3)
    assert found.low < 30 < found.high
    assert not found.is_flat


def test_what_only_trembles_is_flat_as_often_as_it_says():
    flat = sum(slope_of(trembling(0, seed)).is_flat for seed in range(100))
    assert 88 <= flat <= 100


def test_a_wild_fifth_of_the_looks_does_not_bend_it():
    points = [(x, y * (20 if number % 5 == 2 else 1)) for number, (x, y) in enumerate(trembling(30, seed=2))]
    assert slope_of(points).middle == pytest.approx(30, abs=8)


@given(
    slope=st.floats(-1e6, 1e6), begin=st.floats(-1e6, 1e6),
    at=st.lists(st.integers(0, 10_000), min_size=2, max_size=30, unique=True),
)  # fmt: skip
def test_a_straight_line_has_its_own_slope(slope: float, begin: float, at: list[int]):
    found = slope_of([(x, begin + slope * x) for x in at])
    assert found.middle == pytest.approx(slope, rel=1e-6, abs=1e-2)
    assert found.low <= found.middle <= found.high


def test_one_point_has_none():
    with pytest.raises(ValueError, match="two points"):
        slope_of([(1, 2), (1, 3)])
