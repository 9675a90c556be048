"""When what did not arrive is tried again, and when an endpoint is given up. Pure."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

HOUR = 3600
BACK_OFF = (5, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)  # seconds, of the spec
JITTER = 0.2
LONGEST = timedelta(days=1)  # that an endpoint may ask us to wait
PAUSES = (1, 2, 5, 15, 30, 60)  # seconds for which the lane of an endpoint rests after so many failures in a row
GIVEN_UP = timedelta(days=5)  # of nothing but failures
KEPT = timedelta(days=30)  # messages and their log
OLD_SECRET = timedelta(hours=24)  # in which the secret before still signs


def again(tries: int, now: datetime, wait: timedelta | None, chance: Callable[[], float] = random.random
          ) -> datetime | None:  # fmt: skip
    """When the next attempt is due after `tries`; None: there is none."""
    if tries > len(BACK_OFF):
        return None
    seconds = BACK_OFF[tries - 1] * (1 + JITTER * (2 * chance() - 1))
    return now + max(timedelta(seconds=seconds), min(wait or timedelta(), LONGEST))


def rests(fails: int, now: datetime, wait: timedelta | None) -> datetime:
    """Until when the lane of an endpoint rests."""
    seconds = PAUSES[min(fails, len(PAUSES)) - 1]
    return now + max(timedelta(seconds=seconds), min(wait or timedelta(), LONGEST))


def asked(given: str, now: datetime) -> timedelta | None:
    """Retry-After: seconds, or a date."""
    text = given.strip()
    if text.isascii() and text.isdigit() and len(text) < 8:
        return timedelta(seconds=int(text))
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((at if at.tzinfo else at.replace(tzinfo=UTC)) - now, timedelta())
