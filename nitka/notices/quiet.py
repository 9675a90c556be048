"""Quiet hours: when a member wants neither letter nor push. Pure, over changes of the clock too."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nitka.notices.models import Quiet, Wishes

AHEAD = 8  # days that are looked through for the end
Span = tuple[datetime, datetime]
Hours = Mapping[str, Sequence[str]]  # weekday "0"–"6" → ["09:00", "18:00"]


def quiet_until(wishes: Wishes, hours: Hours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet ends that `now` lies in; None when it is not quiet. Who has no working hours has no quiet ones."""
    if wishes.quiet == Quiet.WORK:
        return _next_work(list(_spans(hours, zone, now)), now)
    if wishes.quiet == Quiet.OWN:
        own = [f"{wishes.quiet_from:%H:%M}", f"{wishes.quiet_to:%H:%M}"]
        return _end_of(list(_spans({str(day): own for day in wishes.quiet_days}, zone, now)), now)
    return None


def _next_work(spans: list[Span], now: datetime) -> datetime | None:
    if any(begin <= now < end for begin, end in spans):
        return None
    return min((begin for begin, _ in spans if begin > now), default=None)


def _end_of(spans: list[Span], now: datetime) -> datetime | None:
    """Quiet may follow on quiet: the end of the last of them."""
    at = now
    for begin, end in sorted(spans):
        if begin <= at < end:
            at = end
    return at if at > now else None


def _spans(hours: Hours, zone: ZoneInfo, now: datetime) -> Iterator[Span]:
    """The hours of the days around `now`. Those past midnight belong to the day they begin on; equal ones are a day."""
    today = now.astimezone(zone).date()
    for offset in range(-1, AHEAD + 1):
        day = today + timedelta(days=offset)
        given = hours.get(str(day.weekday()))
        if given:
            begin, end = (time.fromisoformat(text) for text in given)
            yield _moment(day, begin, zone), _moment(day + timedelta(days=end <= begin), end, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A time on the wall. One that the clock skips is as long after midnight as it would be; of two, the first."""
    return datetime.combine(day, at, zone).astimezone(UTC)
