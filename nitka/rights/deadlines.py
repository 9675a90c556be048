"""By when a request must be done, as the law has it. Pure."""

from calendar import monthrange
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# 152-FZ: ten working days for access (art. 14, 20), erasure and an end of processing (art. 21); seven to put right what
# is wrong (art. 20). Holidays are not counted as days off: our date may come before the law's, never after it.
WORKING_DAYS = {"export": 10, "erasure": 10, "restriction": 10, "rectification": 7}


def due(law: str, kind: str, received: datetime, zone: ZoneInfo) -> datetime:
    """The end of the last day on which it is done in time, where the company is."""
    local = received.astimezone(zone)
    day = _month_later(local) if law == "gdpr" else _working_days(local, WORKING_DAYS[kind])
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


def _working_days(day: datetime, count: int) -> datetime:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _month_later(day: datetime) -> datetime:
    """The same day of the next month, or its last one (GDPR, art. 12.3; Regulation 1182/71, art. 3)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
