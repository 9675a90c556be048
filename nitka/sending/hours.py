"""When a schedule is due next. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from nitka.sending.models import Every


def next_of(every: str, weekday: int, hour: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The first time after a moment; an hour that summer time leaves out comes when the clock has gone past it."""
    day = after.astimezone(zone).date()
    while True:
        at = datetime.combine(day, time(hour), zone)
        if at > after and (every == Every.DAY or day.weekday() == weekday):
            return at
        day += timedelta(days=1)
