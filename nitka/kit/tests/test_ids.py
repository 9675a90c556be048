import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from nitka.kit import clock
from nitka.kit.ids import first_key, id_in, moment_of, uuid7, uuid7_after

moments = st.datetimes(datetime(1970, 1, 2), datetime(2500, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments)
def test_a_key_says_when_it_was_made(moment):
    key = uuid7(moment)
    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert abs(moment_of(key) - moment) < timedelta(milliseconds=1.01)


@given(moments, moments)
def test_keys_sort_by_their_time(first, second):
    if abs(first - second) > timedelta(milliseconds=2):
        assert (uuid7(first) < uuid7(second)) == (first < second)


@given(moments)
@example(datetime(2256, 1, 1, 0, 0, 0, 99_999, tzinfo=UTC))  # more digits than a float has
def test_the_first_key_of_a_time_parts_the_keys_before_it_from_those_since(moment):
    assert uuid7(moment - timedelta(milliseconds=1)) < first_key(moment) <= uuid7(moment)


def test_keys_of_the_present_rise_even_when_the_clock_stands():
    with clock.travel(datetime(2026, 3, 1, tzinfo=UTC)):
        keys = [uuid7() for _ in range(10_000)]
    assert keys == sorted(set(keys))


def test_keys_made_by_several_threads_are_all_different():
    made: list = []
    threads = [threading.Thread(target=lambda: made.extend(uuid7() for _ in range(2_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000


def test_a_clock_set_back_far_starts_anew():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with clock.travel(now):
        uuid7()
    with clock.travel(now - timedelta(days=90)):
        assert moment_of(uuid7()) == now - timedelta(days=90)


def test_a_key_behind_another_sorts_behind_it_though_the_clock_was_set_back():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    last = None
    for hours in (0, -1, -1, 0, 1, -20):
        with clock.travel(now + timedelta(hours=hours)):
            key = uuid7_after(last)
        assert last is None or key > last
        assert key.version == 7
        last = key


def test_a_key_behind_the_last_of_a_millisecond_is_in_the_next():
    last = UUID("019b0000-0000-7fff-bfff-ffffffffffff")
    with clock.travel(datetime(2020, 1, 1, tzinfo=UTC)):
        key = uuid7_after(last)
    assert (key > last, key.version, moment_of(key) - moment_of(last)) == (True, 7, timedelta(milliseconds=1))


def test_what_names_no_id_is_none():
    key = uuid7()
    assert (id_in(str(key)), id_in(None), id_in(""), id_in("7"), id_in("\x00' or 1")) == (key, None, None, None, None)
