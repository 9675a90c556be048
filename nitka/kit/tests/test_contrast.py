import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.kit.contrast import TEXT, ink_on, ratio


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#304bb1", "#ffffff", 7.59),
        ("#fff000", "#fff000", 1.0),
    ],
)
def test_it_counts_as_wcag_does(one, other, expected):
    assert ratio(one, other) == pytest.approx(expected, abs=0.01)
    assert ratio(other, one) == ratio(one, other)


@given(st.integers(0, 0xFFFFFF))
def test_on_any_colour_black_or_white_reads(number):
    colour = f"#{number:06x}"
    assert ratio(ink_on(colour), colour) >= TEXT
