import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.feedback.metrics.nps import difference, nps, of_scores

counts = st.integers(0, 2000)


def test_groups_are_cut_as_published() -> None:
    score = of_scores(range(11))
    assert (score.detractors, score.passives, score.promoters) == (7, 2, 2)


def test_the_interval_adds_three_answers_in_a_triangle() -> None:
    # By hand: n = 39, up 15.75, down 7.75, score 8/39, variance (23.5/39 − (8/39)²)/39
    score = nps(7, 14, 15)
    assert score.value == pytest.approx(8 / 36)
    assert (score.low, score.high) == pytest.approx((-0.0298, 0.4401), abs=2e-4)


@given(counts, counts, counts)
def test_the_interval_lies_on_the_scale(down: int, middle: int, up: int) -> None:
    score = nps(down, middle, up)
    assert -1 <= score.low < score.high <= 1


@given(counts, counts, counts)
def test_swapping_friends_and_foes_mirrors_the_score(down: int, middle: int, up: int) -> None:
    one, other = nps(down, middle, up), nps(up, middle, down)
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low))


def test_unanimous_answers_still_have_a_width() -> None:
    score = nps(0, 0, 10)
    assert score.value == 1
    assert score.low < 0.95


def test_nobody_answered_means_anything_is_possible() -> None:
    score = nps(0, 0, 0)
    assert (score.value, score.low, score.high) == (None, -1, 1)


@pytest.mark.parametrize("bad", [-1, 11])
def test_an_answer_off_the_scale_is_refused(bad: int) -> None:
    with pytest.raises(ValueError):
        of_scores([bad])


def test_a_clear_rise_leaves_zero_out_and_its_mirror_too() -> None:
    low, high = nps(60, 20, 20), nps(20, 20, 60)
    gap, down, up = difference(high, low)
    assert 0 < down < gap < up
    assert difference(low, high) == pytest.approx((-gap, -up, -down))
