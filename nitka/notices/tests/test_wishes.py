"""Which ways a notice takes, and when a letter is due."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from nitka.notices.models import Kind, Letters, Quiet
from nitka.notices.tests.working import wishes_with
from nitka.notices.wishes import Out, letter_at, out, ways

MOSCOW = ZoneInfo("Europe/Moscow")


def at(text: str, zone: ZoneInfo = MOSCOW) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_what_one_says_goes_and_what_one_does_not_say_has_its_default():
    wishes = wishes_with(ways={"replied": ["mail"], "team": []})
    assert ways(wishes, "replied") == {"mail"}
    assert ways(wishes, "team") == set()
    assert ways(wishes, "assigned") == ways(None, "assigned") == {"page", "mail", "push"}


def test_nobody_can_be_kept_from_hearing_of_sign_ins():
    assert ways(wishes_with(ways={"security": []}), "security") == {"page", "mail"}
    assert out(wishes_with(letters=Letters.NEVER, ways={"security": []}), "security", quiet=True) == Out(letter=True)


def test_in_quiet_hours_what_would_be_pushed_goes_into_the_letter():
    assert out(wishes_with(), "replied", quiet=False) == Out(push=True)
    assert out(wishes_with(), "replied", quiet=True) == Out(mail=True)
    assert out(wishes_with(letters=Letters.NEVER), "replied", quiet=True) == Out()
    assert out(wishes_with(ways={"replied": ["page"]}), "replied", quiet=True) == Out()


def test_each_kind_has_a_default():
    assert all(ways(None, kind) for kind in Kind.values)


@pytest.mark.parametrize(
    ("wishes", "now", "due"),
    [
        (wishes_with(minutes=30), "2026-11-27 10:10", "2026-11-27 10:40"),
        (wishes_with(letters=Letters.HOURLY), "2026-11-27 10:10", "2026-11-27 11:00"),
        (wishes_with(letters=Letters.HOURLY), "2026-11-27 11:00", "2026-11-27 12:00"),
        (wishes_with(letters=Letters.DAILY, daily_at=time(9)), "2026-11-27 08:59", "2026-11-27 09:00"),
        (wishes_with(letters=Letters.DAILY, daily_at=time(9)), "2026-11-27 09:00", "2026-11-28 09:00"),
    ],
)
def test_a_letter_is_due_as_one_said(wishes, now, due):
    assert letter_at(wishes, {}, MOSCOW, at(now)) == at(due)


def test_a_letter_that_would_come_in_quiet_hours_comes_when_they_end():
    wishes = wishes_with(quiet=Quiet.OWN, quiet_from=time(21), quiet_to=time(8), minutes=15)
    assert letter_at(wishes, {}, MOSCOW, at("2026-11-27 20:50")) == at("2026-11-28 08:00")


def test_once_a_day_is_the_same_time_on_the_wall_when_the_clock_changes():
    berlin = ZoneInfo("Europe/Berlin")
    wishes = wishes_with(letters=Letters.DAILY, daily_at=time(9))
    for day, before in (("2026-03-29", "2026-03-28"), ("2026-10-25", "2026-10-24")):
        assert letter_at(wishes, {}, berlin, at(f"{before} 09:00", berlin)) == at(f"{day} 09:00", berlin)


def test_an_hour_that_is_half_an_hour_off_is_the_one_on_the_wall():
    kolkata = ZoneInfo("Asia/Kolkata")
    assert letter_at(wishes_with(letters=Letters.HOURLY), {}, kolkata, at("2026-11-27 10:10", kolkata)) == at(
        "2026-11-27 11:00", kolkata
    )
