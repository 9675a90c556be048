"""The house's one calendar of working time: a week's hours, `{"0": ["09:00", "18:00"], …}` from Monday, in a zone.

Hours that end before they begin end on the next day and count to the day they began.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

Hours = Mapping[str, Sequence[str]]
AHEAD = 9  # days looked at: a week, and what lies over its ends
SEAM = timedelta(minutes=1)  # 23:59 and 00:00 are one span


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether it is working time, until when that holds, when the next such time begins. None: never, or unknown."""

    open: bool
    until: datetime | None = None
    opens: datetime | None = None


def in_hours(hours: Hours, local: datetime) -> bool:
    """Whether a local time lies in the hours of its weekday."""
    clock_now, today, before = f"{local:%H:%M}", local.weekday(), (local.weekday() - 1) % 7
    begin, end = hours.get(str(today), ("", ""))
    if begin and (begin <= clock_now < end if begin < end else clock_now >= begin):
        return True
    begin, end = hours.get(str(before), ("", ""))
    return bool(begin) and end < begin and clock_now < end


def opening(weeks: Iterable[tuple[Hours, ZoneInfo]], now: datetime) -> Opening:
    """What several weeks together come to: at least one of them works. A week without hours always does."""
    known = list(weeks)
    if not all(hours for hours, _zone in known):
        return Opening(True)
    spans = _joined(sorted(span for hours, zone in known for span in _spans(hours, zone, now)))
    here = next(((begin, end) for begin, end in spans if begin <= now < end), None)
    ahead = next((begin for begin, _end in spans if begin > now), None)
    if here is None:
        return Opening(not known, ahead, ahead)
    always = here[1] - now > timedelta(days=AHEAD - 2)
    return Opening(True, None if always else here[1], ahead)


def _spans(hours: Hours, zone: ZoneInfo, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    today = now.astimezone(zone).date()
    for offset in range(-1, AHEAD):
        day = today + timedelta(days=offset)
        if found := hours.get(str(day.weekday())):
            begin, end = (time.fromisoformat(mark) for mark in found)
            last = day if end > begin else day + timedelta(days=1)
            yield datetime.combine(day, begin, zone), datetime.combine(last, end, zone)


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    out: list[tuple[datetime, datetime]] = []
    for begin, end in spans:
        if out and begin <= out[-1][1] + SEAM:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return out
