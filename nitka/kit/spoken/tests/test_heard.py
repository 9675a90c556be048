from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nitka.kit.spoken import Passed, TooFar, Unclear, heard

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 25, 14, 20, tzinfo=MOSCOW)  # a Wednesday
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1))  # noqa: DTZ001
ZONES = st.sampled_from([ZoneInfo(name) for name in ("Europe/Moscow", "America/New_York", "Asia/Kathmandu", "UTC")])


def said(text: str, now: datetime = NOW) -> str:
    return f"{heard(text, now).astimezone(now.tzinfo):%a %d.%m %H:%M}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("до пятницы 10:00", "Fri 27.11 10:00"),
        ("fri 10:00", "Fri 27.11 10:00"),
        ("завтра в 9", "Thu 26.11 09:00"),
        ("tomorrow 9am", "Thu 26.11 09:00"),
        ("Завтра", "Thu 26.11 09:00"),
        ("через 2 часа", "Wed 25.11 16:20"),
        ("in 2 hours", "Wed 25.11 16:20"),
        ("через час", "Wed 25.11 15:20"),
        ("in an hour", "Wed 25.11 15:20"),
        ("через полчаса", "Wed 25.11 14:50"),
        ("in half an hour", "Wed 25.11 14:50"),
        ("через полтора часа", "Wed 25.11 15:50"),
        ("через 1 час 30 минут", "Wed 25.11 15:50"),
        ("2h", "Wed 25.11 16:20"),
        ("45 мин", "Wed 25.11 15:05"),
        ("в понедельник", "Mon 30.11 09:00"),
        ("в следующий понедельник", "Mon 30.11 09:00"),
        ("в следующую пятницу", "Fri 04.12 09:00"),
        ("next friday at 3 pm", "Fri 04.12 15:00"),
        ("next week", "Mon 30.11 09:00"),
        ("на следующей неделе", "Mon 30.11 09:00"),
        ("следующий месяц", "Tue 01.12 09:00"),
        ("в выходные", "Sat 28.11 09:00"),
        ("в среду", "Wed 02.12 09:00"),
        ("в среду в 18:00", "Wed 25.11 18:00"),
        ("среда 12:00", "Wed 02.12 12:00"),
        ("во вторник в 7 вечера", "Tue 01.12 19:00"),
        ("вечером", "Wed 25.11 18:00"),
        ("сегодня вечером", "Wed 25.11 18:00"),
        ("tonight", "Wed 25.11 18:00"),
        ("завтра утром", "Thu 26.11 09:00"),
        ("утром", "Thu 26.11 09:00"),
        ("завтра в полдень", "Thu 26.11 12:00"),
        ("завтра в 3 часа дня", "Thu 26.11 15:00"),
        ("послезавтра", "Fri 27.11 09:00"),
        ("day after tomorrow 8:30", "Fri 27.11 08:30"),
        ("через 3 дня", "Sat 28.11 09:00"),
        ("через 3 дня в 10", "Sat 28.11 10:00"),
        ("in 3 days at 10:30", "Sat 28.11 10:30"),
        ("через неделю", "Wed 02.12 09:00"),
        ("через месяц", "Fri 25.12 09:00"),
        ("5 декабря", "Sat 05.12 09:00"),
        ("5 декабря в 11", "Sat 05.12 11:00"),
        ("Dec 5th 11:15", "Sat 05.12 11:15"),
        ("5th of december", "Sat 05.12 09:00"),
        ("до 30-го", "Mon 30.11 09:00"),
        ("05.12", "Sat 05.12 09:00"),
        ("05.12.2026 в 10.30", "Sat 05.12 10:30"),
        ("2026-12-05 10:30", "Sat 05.12 10:30"),
        ("15:00", "Wed 25.11 15:00"),
        ("в 9:00", "Thu 26.11 09:00"),
        ("в 10.05", "Thu 26.11 10:05"),
        ("до 18", "Wed 25.11 18:00"),
        ("noon", "Thu 26.11 12:00"),
        ("12am", "Thu 26.11 00:00"),
    ],
)
def test_words_mean_what_people_mean(text, expected):
    assert said(text) == expected


def test_an_exact_moment_is_itself():
    assert heard("2026-11-27T07:00:00+00:00", NOW) == datetime(2026, 11, 27, 7, tzinfo=UTC)


def test_the_next_29_february_is_in_a_leap_year():
    assert said("29 февраля", datetime(2026, 11, 25, tzinfo=MOSCOW).replace(year=2027)) == "Tue 29.02 09:00"


@pytest.mark.parametrize(
    "text",
    ["", "когда-нибудь", "someday", "32 декабря", "99:99", "25:00", "завтра завтра", "в 9 в 10", "0am", "пт вт",
     "через", "в", "завтра через 2 часа", "x" * 500, "٣ часа", "через 99999 лет", "понедельникк"],
)  # fmt: skip
def test_what_is_unclear_is_said_to_be(text):
    with pytest.raises(Unclear):
        heard(text, NOW)


def test_what_has_been_and_what_is_years_ahead_are_told_apart():
    with pytest.raises(Passed):
        heard("сегодня в 9", NOW)
    with pytest.raises(Passed):
        heard("01.01.2020", NOW)
    with pytest.raises(TooFar):
        heard("01.01.2099", NOW)


def test_an_hour_that_the_clocks_skip_is_the_one_after():
    now = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert said("завтра 2:30", now) == "Sun 29.03 03:30"


def test_hours_pass_by_the_sun_not_by_the_clock_when_it_is_turned():
    now = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert heard("in 4 hours", now) - now.astimezone(UTC) == timedelta(hours=4)


@given(TIMES, ZONES, st.integers(1, 999))
def test_so_many_hours_ahead_are_so_many(at, zone, hours):
    now = at.replace(tzinfo=zone)
    for text in (f"через {hours} часов", f"in {hours} hours", f"{hours}ч"):
        if hours % 24:
            assert heard(text, now) - now.astimezone(UTC) == timedelta(hours=hours)


@given(TIMES, ZONES, st.integers(0, 6), st.integers(6, 23))
def test_a_weekday_is_the_nearest_one_ahead_at_that_hour(at, zone, weekday, hour):
    now = at.replace(tzinfo=zone)
    russian = ["пн", "вторник", "среду", "чт", "пятницу", "субботу", "воскресенье"][weekday]
    found = heard(f"до {russian} {hour}:00", now).astimezone(zone)
    assert (found.weekday(), found.hour, found.minute) == (weekday, hour, 0)
    assert timedelta(0) < found - now <= timedelta(days=7, hours=2)


@given(TIMES, ZONES)
def test_what_it_says_back_it_understands(at, zone):
    now = at.replace(tzinfo=zone)
    moment = (now + timedelta(days=40)).replace(hour=10, minute=15, second=0, microsecond=0)
    assume(moment.astimezone(UTC).astimezone(zone) == moment)
    assert heard(f"{moment:%d.%m.%Y %H:%M}", now) == moment.astimezone(UTC)
    assert heard(moment.astimezone(UTC).isoformat(), now) == moment.astimezone(UTC)


@given(st.text(max_size=60), TIMES, ZONES)
def test_any_text_is_a_moment_ahead_or_unclear(text, at, zone):
    now = at.replace(tzinfo=zone)
    with suppress(Unclear):
        assert heard(text, now) > now.astimezone(UTC)


KNOWN = "завтра до пт через 2 часа 10:00 in at 9 pm next week 5 декабря 31.12 дня of утром month d"
PIECES = st.lists(st.sampled_from(KNOWN.split()), max_size=8)


@given(PIECES, TIMES, ZONES)
def test_any_order_of_known_words_is_a_moment_ahead_or_unclear(pieces, at, zone):
    now = at.replace(tzinfo=zone)
    with suppress(Unclear):
        assert heard(" ".join(pieces), now) > now.astimezone(UTC)
