import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.kit.shares import wilson


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # Newcombe, Stat. Med. 17 (1998), 857-872, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(k: int, n: int, low: float, high: float) -> None:
    share = wilson(k, n)
    assert (share.low, share.high) == pytest.approx((low, high), abs=5e-5)


def test_the_prototypes_figure_holds() -> None:
    share = wilson(988, 1284)
    assert (round(share.low, 3), round(share.high, 3)) == (0.746, 0.792)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_lies_in_the_unit_and_holds_the_share(kn: tuple[int, int]) -> None:
    share = wilson(*kn)
    assert share.value is not None
    assert 0 <= share.low <= share.value <= share.high <= 1


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_complement_has_the_mirrored_interval(kn: tuple[int, int]) -> None:
    k, n = kn
    share, other = wilson(k, n), wilson(n - k, n)
    assert (share.low, share.high) == pytest.approx((1 - other.high, 1 - other.low))


@given(st.integers(0, 50), st.integers(2, 20))
def test_more_answers_make_it_narrower(k: int, times: int) -> None:
    few, many = wilson(k, 50), wilson(k * times, 50 * times)
    assert many.high - many.low < few.high - few.low


def test_nobody_answered_means_anything_is_possible() -> None:
    share = wilson(0, 0)
    assert (share.value, share.low, share.high) == (None, 0, 1)
    assert not share.enough()


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5)])
def test_an_impossible_share_is_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError):
        wilson(k, n)
