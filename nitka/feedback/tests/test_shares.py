from nitka.feedback.metrics.shares import bounds_with_silent


def test_the_silent_bound_what_may_be_true() -> None:
    low, high = bounds_with_silent(988, 1284, 3628)
    assert (round(low, 2), round(high, 2)) == (0.20, 0.94)
