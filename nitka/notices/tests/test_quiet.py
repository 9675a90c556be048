"""Quiet hours, with the clock set, over its changes in spring and autumn."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.notices.models import Quiet, Wishes
from nitka.notices.quiet import quiet_until
from nitka.notices.tests.working import wishes_with

BERLIN, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Moscow")
OFFICE = {str(day): ["09:00", "18:00"] for day in range(5)}
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
ZONES = st.sampled_from(
    [BERLIN, MOSCOW, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kolkata")]
)

MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


def own(begin: time, end: time, days: tuple[int, ...] = tuple(range(7))) -> Wishes:
    return wishes_with(quiet=Quiet.OWN, quiet_from=begin, quiet_to=end, quiet_days=list(days))


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


NIGHT = own(time(21), time(8))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-27 20:59", None),
        ("2026-11-27 21:00", "2026-11-28 08:00"),
        ("2026-11-28 07:59", "2026-11-28 08:00"),
        ("2026-11-28 08:00", None),
        ("2026-03-28 23:00", "2026-03-29 08:00"),  # a night without its third hour
        ("2026-10-24 23:00", "2026-10-25 08:00"),  # a night with it twice
    ],
)
def test_a_night_of_ones_own_ends_in_the_morning_whatever_the_clock_did(now, until):
    assert quiet_until(NIGHT, {}, BERLIN, at(now)) == (at(until) if until else None)


def test_a_night_over_the_change_is_an_hour_shorter_or_longer():
    for day, hours in (("2026-03-28", 10), ("2026-10-24", 12), ("2026-11-24", 11)):
        begin = at(f"{day} 21:00")
        assert quiet_until(NIGHT, {}, BERLIN, begin) == begin + timedelta(hours=hours)


def test_a_time_that_the_clock_skips_still_ends_the_quiet():
    """02:30 does not exist that night: an hour and a half after one o'clock it is half past three."""
    assert quiet_until(own(time(22), time(2, 30)), {}, BERLIN, at("2026-03-29 01:00")) == at("2026-03-29 03:30")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-27 17:59", None),  # Friday
        ("2026-11-27 18:00", "2026-11-30 09:00"),
        ("2026-11-30 08:59", "2026-11-30 09:00"),
        ("2026-11-30 09:00", None),
        ("2026-03-28 12:00", "2026-03-30 09:00"),
    ],
)
def test_outside_of_working_hours_it_is_quiet_until_the_next(now, until):
    assert quiet_until(wishes_with(), OFFICE, BERLIN, at(now)) == (at(until) if until else None)


def test_who_has_no_working_hours_has_no_quiet_ones():
    assert quiet_until(wishes_with(), {}, MOSCOW, at("2026-11-28 03:00")) is None


def test_who_wants_none_has_none():
    assert quiet_until(wishes_with(quiet=Quiet.OFF), OFFICE, MOSCOW, at("2026-11-28 03:00")) is None


def test_a_shift_past_midnight_belongs_to_the_day_it_begins_on():
    night = {"4": ["22:00", "06:00"]}
    assert quiet_until(wishes_with(), night, BERLIN, at("2026-11-28 05:00")) is None  # Friday's shift
    assert quiet_until(wishes_with(), night, BERLIN, at("2026-11-28 06:00")) == at("2026-12-04 22:00")


def test_a_weekend_of_whole_days_is_one_quiet():
    weekend = own(time(0), time(0), (5, 6))
    assert quiet_until(weekend, {}, BERLIN, at("2026-11-28 12:00")) == at("2026-11-30 00:00")
    assert quiet_until(weekend, {}, BERLIN, at("2026-11-30 00:00")) is None


@given(begin=TIMES, end=TIMES, days=st.sets(st.integers(0, 6)), zone=ZONES, now=MOMENTS)
def test_where_quiet_ends_it_is_not_quiet_and_before_that_it_is(begin, end, days, zone, now):
    wishes = own(begin, end, tuple(days))
    until = quiet_until(wishes, {}, zone, now)
    if until is None:
        return
    assert now < until <= now + timedelta(days=9)
    for part in (0.0, 0.3, 0.7, 0.999):
        assert quiet_until(wishes, {}, zone, now + (until - now) * part) is not None
    if len(days) < 7 and begin != end:
        assert quiet_until(wishes, {}, zone, until) is None


@given(begin=TIMES, end=TIMES, days=st.sets(st.integers(0, 6), min_size=1), zone=ZONES, now=MOMENTS)
def test_work_begins_where_the_quiet_outside_of_it_ends(begin, end, days, zone, now):
    hours = {str(day): [f"{begin:%H:%M}", f"{end:%H:%M}"] for day in days}
    until = quiet_until(wishes_with(), hours, zone, now)
    if until is not None:
        assert now < until
        assert quiet_until(wishes_with(), hours, zone, until) is None
