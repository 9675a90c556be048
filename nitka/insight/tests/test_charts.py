from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nitka.insight.charts import Axis, axis, bar, columns, points, share_dot, signed_axis, trend
from nitka.insight.report import Counts, Day
from nitka.insight.templatetags.insight import signed
from nitka.kit.shares import wilson


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_axis_holds_its_values_and_is_never_a_crack(values: list[float]) -> None:
    found = axis(values)
    assert found.low <= min(values) + 1e-6
    assert found.high >= max(values) - 1e-6
    assert found.high - found.low > 0.19


@given(st.lists(st.floats(-1, 1), max_size=20))
def test_a_signed_axis_holds_zero_and_its_values(values: list[float]) -> None:
    found = signed_axis(values)
    assert found.low < 0 < found.high
    assert all(found.low - 1e-6 <= v <= found.high + 1e-6 for v in values)


def test_the_bar_fills_its_width_with_the_silent() -> None:
    assert bar(Counts(2, 1, 1, 4)) == {"happy": 25, "neutral": 12.5, "unhappy": 12.5, "silent": 50}


def test_nobody_asked_draws_nothing() -> None:
    assert set(bar(Counts()).values()) == {0}


def test_a_share_sits_between_the_ends_of_its_interval() -> None:
    found = share_dot(wilson(8, 10), Axis(0.4, 1.0))
    assert found is not None
    assert found.a < found.x < found.b


def test_the_line_breaks_where_there_were_too_few() -> None:
    found = points([wilson(8, 10), None, wilson(9, 10), wilson(7, 10)], Axis(0, 1))
    assert trend(found).count("M") == 2


def test_columns_stand_on_the_ground_and_the_tallest_fills_the_height() -> None:
    day = date(2026, 11, 1)
    first, second = columns([Day(day, day, Counts(3, 1, 0)), Day(day, day, Counts(1, 0, 1))])
    assert first.happy == (30.0, 90.0)
    assert first.neutral == (0.0, 30.0)
    assert second.unhappy[0] == 60.0


@pytest.mark.parametrize(
    ("difference", "written"), [(0.049, "+4.9"), (-0.214, "−21.4"), (-0.0004, "0.0"), (0.0004, "0.0"), (0.0005, "+0.1")]
)
def test_a_difference_that_rounds_to_nothing_has_no_sign(difference: float, written: str) -> None:
    with translation.override("en"):
        assert signed(difference) == written
