from datetime import UTC, datetime, timedelta, timezone

import pytest

from nitka.kit import clock

THEN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_it_runs_in_utc():
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_it_stands_where_it_was_set_and_runs_again():
    try:
        clock.set(THEN)
        assert clock.now() == THEN
    finally:
        clock.set(None)
    assert clock.now() != THEN


def test_a_journey_ends_where_it_began_even_by_an_error():
    with clock.travel(THEN):
        with pytest.raises(KeyError), clock.travel(THEN + timedelta(days=1)):
            raise KeyError
        assert clock.now() == THEN
    assert clock.now() != THEN


def test_another_zone_is_the_same_moment():
    with clock.travel(THEN.astimezone(timezone(timedelta(hours=3)))):
        assert clock.now() == THEN
        assert clock.now().tzinfo is UTC


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        clock.set(datetime(2026, 3, 1))  # noqa: DTZ001


def test_a_file_moves_the_clock_of_a_running_process(tmp_path, monkeypatch):
    file = tmp_path / "clock"
    monkeypatch.setattr(clock, "_file", str(file))
    monkeypatch.setattr(clock, "LOOK", 0)
    monkeypatch.setattr(clock, "_off", timedelta(0))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # no file yet
    file.write_text("-3600\n")
    assert timedelta(minutes=59) < datetime.now(UTC) - clock.now() < timedelta(minutes=61)
    file.write_text("half writ")
    assert timedelta(minutes=59) < datetime.now(UTC) - clock.now() < timedelta(minutes=61)
