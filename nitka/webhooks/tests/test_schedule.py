from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nitka.webhooks.schedule import BACK_OFF, LONGEST, again, asked, rests

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@given(st.integers(1, len(BACK_OFF)), st.floats(0, 1))
def test_the_next_attempt_is_due_by_the_schedule_give_or_take_a_fifth(tries, chance):
    wait = (again(tries, NOW, None, lambda: chance) - NOW).total_seconds()
    assert 0.79 * BACK_OFF[tries - 1] < wait < 1.21 * BACK_OFF[tries - 1]


def test_after_the_last_there_is_none():
    assert again(len(BACK_OFF) + 1, NOW, None) is None


@given(st.text(max_size=40))
def test_whatever_retry_after_says_nobody_waits_longer_than_a_day(text):
    wait = asked(text, NOW)
    assert again(1, NOW, wait, lambda: 0.5) <= NOW + LONGEST
    assert NOW < rests(1, NOW, wait) <= NOW + LONGEST


def test_retry_after_is_seconds_or_a_date():
    assert asked("120", NOW) == timedelta(minutes=2)
    assert asked("Sun, 29 Nov 2026 12:05:00 GMT", NOW) == timedelta(minutes=5)
    assert asked("soon", NOW) is None
