from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.kit.hours import Opening, in_hours, opening

MOSCOW, LONDON = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/London")
WEEKDAYS = {str(day): ["09:00", "18:00"] for day in range(5)}
MONDAY = datetime(2026, 11, 23, tzinfo=MOSCOW)


def test_it_is_open_until_the_evening_and_opens_again_the_next_morning():
    found = opening([(WEEKDAYS, MOSCOW)], MONDAY.replace(hour=12))
    assert found == Opening(True, MONDAY.replace(hour=18), MONDAY.replace(day=24, hour=9))


def test_after_friday_it_opens_on_monday():
    friday = MONDAY.replace(day=27, hour=18)
    monday = MONDAY.replace(day=30, hour=9)
    assert opening([(WEEKDAYS, MOSCOW)], friday) == Opening(False, monday, monday)


def test_a_night_shift_counts_to_the_day_it_began():
    night = {"0": ["22:00", "06:00"]}
    found = opening([(night, MOSCOW)], MONDAY.replace(day=24, hour=3))
    assert (found.open, found.until) == (True, MONDAY.replace(day=24, hour=6))


def test_two_zones_together_are_open_longer_than_one():
    early = MONDAY.replace(hour=19)
    found = opening([(WEEKDAYS, MOSCOW), (WEEKDAYS, LONDON)], early)
    assert (found.open, found.until) == (True, MONDAY.replace(hour=21))


def test_who_has_no_hours_is_always_there_and_days_without_a_gap_never_close():
    assert opening([(WEEKDAYS, MOSCOW), ({}, MOSCOW)], MONDAY) == Opening(True)
    whole = {str(day): ["00:00", "23:59"] for day in range(7)}
    assert opening([(whole, MOSCOW)], MONDAY).until is None


def test_a_change_to_summer_time_keeps_the_wall_clock():
    saturday = datetime(2026, 3, 28, 20, tzinfo=LONDON)  # the clocks go forward that night
    found = opening([({"6": ["09:00", "17:00"]}, LONDON)], saturday)
    assert found.opens is not None
    assert found.opens.astimezone(UTC) == datetime(2026, 3, 29, 8, tzinfo=UTC)


clocks = st.times().map(lambda at: f"{at:%H:%M}")
weeks = st.dictionaries(
    st.sampled_from([str(day) for day in range(7)]),
    st.lists(clocks, min_size=2, max_size=2, unique=True),
    min_size=1,
)


@given(weeks, st.integers(0, 7 * 24 * 60))
def test_it_is_open_exactly_when_it_is_working_time(week, minutes):
    now = MONDAY + timedelta(minutes=minutes)
    found = opening([(week, MOSCOW)], now)
    seam = not in_hours(week, now) and in_hours(week, now + timedelta(minutes=1))
    assert found.open is in_hours(week, now) or seam
    if not found.open:
        assert found.opens is not None
        assert in_hours(week, found.opens)


@pytest.mark.parametrize("hours", [{}, {"6": ["09:00", "10:00"]}])
def test_no_weeks_at_all_promise_nothing(hours):
    assert opening([], MONDAY) == Opening(True)
