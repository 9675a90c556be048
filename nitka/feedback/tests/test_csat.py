import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.feedback.metrics.csat import csat, student


def test_four_and_five_are_happy_one_and_two_are_not() -> None:
    result = csat({1: 1, 2: 2, 3: 3, 4: 4, 5: 5})
    assert (result.happy.k, result.neutral.k, result.unhappy.k, result.n) == (9, 3, 3, 15)
    assert result.mean.value == pytest.approx(55 / 15)


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 300)))
def test_the_mean_lies_in_its_interval_and_on_the_scale(counts: dict[int, int]) -> None:
    mean = csat(counts).mean
    assert 1 <= mean.low <= mean.high <= 5
    if mean.value is not None:
        assert mean.low <= mean.value <= mean.high


@pytest.mark.parametrize(
    ("df", "expected"), [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)]
)
def test_students_deviate_matches_the_tables(df: int, expected: float) -> None:
    assert student(0.95, df) == pytest.approx(expected, abs=0.02)


def test_one_answer_says_nothing_about_the_mean() -> None:
    mean = csat({4: 1}).mean
    assert (mean.value, mean.low, mean.high) == (4, 1, 5)


@pytest.mark.parametrize("counts", [{0: 1}, {6: 1}, {3: -1}])
def test_answers_off_the_scale_are_refused(counts: dict[int, int]) -> None:
    with pytest.raises(ValueError):
        csat(counts)
