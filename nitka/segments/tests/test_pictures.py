"""What the line of a segment says."""

from datetime import timedelta

import pytest

from nitka.accounts.tests import factories as accounts
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.segments import pictures
from nitka.segments.models import Day, Segment
from nitka.segments.tests.factories import of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def segment():
    with in_workspace(accounts.workspace().pk):
        made = of("S", {"is": "contact", "kind": "email"})
        made.changed_at = clock.now() - timedelta(days=200)
        yield made


def lived(segment: Segment, *sizes: int, until: int = 0) -> None:
    """Sizes of the days up to so many days ago, oldest first."""
    last = clock.now().date() - timedelta(days=until)
    for n, size in enumerate(reversed(sizes)):
        Day.objects.update_or_create(segment_id=segment.pk, day=last - timedelta(days=n), defaults={"size": size})


def told(segment: Segment, size: int) -> pictures.Trend:
    segment.size = size
    return pictures.trend(segment, pictures.days_of([segment])[segment.pk],
                          pictures.usual_of([segment]).get(segment.pk))  # fmt: skip


def test_within_what_it_was_before_nothing_has_changed(segment):
    lived(segment, *[100, 130] * 15, until=31)
    lived(segment, 101, 128)
    trend = told(segment, 128)
    assert (trend.usual, trend.moved) == ((100, 130), False)
    assert told(segment, 131).moved
    assert told(segment, 99).moved


def test_the_band_and_the_line_are_in_one_scale(segment):
    lived(segment, *[100, 130] * 15, until=31)
    lived(segment, 130, 160)
    trend = told(segment, 160)
    assert trend.band is not None
    top, height = trend.band
    assert trend.last is not None
    assert (trend.last[1], top, top + height) == (2.0, 16.0, 30.0)


@pytest.mark.parametrize("days", [0, 5])
def test_with_too_little_known_before_a_tenth_of_it_is_a_change(segment, days):
    lived(segment, *[100] * days, until=31)
    lived(segment, 100, 100, 105)
    trend = told(segment, 105)
    assert (trend.usual, trend.band, trend.moved) == (None, None, False)
    assert told(segment, 120).moved


def test_what_was_defined_anew_lately_has_no_usual_size(segment):
    lived(segment, *[100, 130] * 15, until=31)
    segment.changed_at = clock.now()
    assert pictures.usual_of([segment]) == {}
