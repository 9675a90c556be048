import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.feedback.metrics.compare import change, difference

share = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
strata = st.dictionaries(st.sampled_from("abcde"), share, min_size=1)


@pytest.mark.parametrize(
    ("now", "before", "low", "high"),
    # Newcombe, Stat. Med. 17 (1998), 873-890, table II, method 10
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_differences_have_the_published_intervals(
    now: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    d = difference(now, before)
    assert (d.low, d.high) == pytest.approx((low, high), abs=5e-5)


@given(share, share)
def test_the_other_way_round_is_the_mirror(now: tuple[int, int], before: tuple[int, int]) -> None:
    there, back = difference(now, before), difference(before, now)
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))


@given(strata, strata)
def test_work_and_mix_add_up_to_the_change(now: dict, before: dict) -> None:
    result = change(now, before)
    assert result is not None
    assert sum(p.within for p in result.parts) + sum(p.mix for p in result.parts) == pytest.approx(result.whole.value)
    assert result.within.value + result.mix == pytest.approx(result.whole.value)
    assert result.within.low <= result.within.value <= result.within.high


def test_a_change_of_mix_alone_blames_nobody() -> None:
    result = change({"home": (50, 100), "shop": (90, 100)}, {"home": (5, 10), "shop": (171, 190)})
    assert result is not None
    assert result.within.value == pytest.approx(0)
    assert result.mix == pytest.approx(-0.18)


def test_a_new_touchpoint_counts_as_mix() -> None:
    result = change({"old": (8, 10), "new": (1, 10)}, {"old": (8, 10)})
    assert result is not None
    assert result.within.value == 0
    assert result.mix == pytest.approx(-0.35)


def test_an_empty_period_cannot_be_compared() -> None:
    assert change({"a": (1, 2)}, {}) is None
