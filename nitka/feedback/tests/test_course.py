from datetime import timedelta

import pytest

from nitka.feedback.course import MOST, course
from nitka.feedback.models import Rating, Scale
from nitka.kit import clock
from nitka.kit.ids import uuid7


def given(*scores, scale=Scale.CSAT):
    """Newest first, as they are read."""
    now = clock.now()
    return [
        Rating(workspace_id=uuid7(), scale=scale, score=score, mood=0, at=now - timedelta(days=n))
        for n, score in enumerate(scores)
    ]


def test_the_line_goes_from_the_earliest_to_the_latest_and_higher_is_better():
    drawn = course(given(1, 3, 5))
    assert [(point.x, point.y, point.face) for point in drawn.points] == [(6, 0, 5), (50, 50, 3), (94, 100, 1)]
    assert drawn.earliest < drawn.latest
    assert drawn.path == "M6.0 0.0C28.0 0.0 28.0 50.0 50.0 50.0C72.0 50.0 72.0 100.0 94.0 100.0"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_two_are_no_course(n):
    assert course(given(*[5] * n)) is None


def test_of_many_the_latest_are_drawn():
    drawn = course(given(*[1] * MOST, 5, 5))
    assert [point.face for point in drawn.points] == [1] * MOST


def test_ratings_of_ten_and_of_five_stand_by_their_faces():
    drawn = course([*given(10, 0, scale=Scale.NPS), *given(3)])
    assert [point.face for point in drawn.points] == [3, 1, 5]
