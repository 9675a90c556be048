"""When people write and who is there: days, nights, week-ends, holidays, the week of the faulty batch, sales."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nitka.demo.people import WORKERS, Worker

MOSCOW = ZoneInfo("Europe/Moscow")
SPAN = 90  # days of history
BATCH = (timedelta(days=13), timedelta(days=21))  # how long ago the week of batch 24-07 ended and began
HOLIDAYS = {(1, n) for n in range(1, 9)} | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4), (12, 31)}
SALES = {(11, 11): 1.9, (12, 15): 1.6, (3, 1): 1.5, (9, 1): 1.5}


def bad(at: datetime, now: datetime) -> bool:
    """Whether it is the week in which the sensors of batch 24-07 failed."""
    return BATCH[0] < now - at < BATCH[1]


def busy(day: date) -> float:
    """How much is written on a day, beside an ordinary one."""
    key = (day.month, day.day)
    sale = SALES.get(key) or (1.8 if day.month == 11 and day.weekday() == 4 and day.day > 22 else 1.0)
    return sale * (0.35 if key in HOLIDAYS else 0.45 if day.weekday() > 4 else 1.0)


def starts(random: Random, now: datetime, count: int, until: timedelta = timedelta(minutes=2)) -> list[datetime]:
    """When conversations begin, over `SPAN` days until so long ago: by day mostly and a few at night, more lately."""
    days = [(now - timedelta(days=ago)).astimezone(MOSCOW).date() for ago in range(SPAN, -1, -1)]
    weights = [busy(day) * (0.7 + 0.6 * n / SPAN) for n, day in enumerate(days)]
    for n, day in enumerate(days):
        middle = datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW)
        weights[n] *= 1.7 if bad(middle, now) else 1.0
    moments: list[datetime] = []
    while len(moments) < count:
        day = random.choices(days, weights)[0]
        at = datetime(day.year, day.month, day.day, tzinfo=MOSCOW) + timedelta(hours=_hour(random, day))
        if now - timedelta(days=SPAN) < at < now - until:
            moments.append(at)
    return sorted(moments)


def _hour(random: Random, day: date) -> float:
    """Two tops, before noon and in the evening; later on days off; one in twelve is awake at night."""
    if random.random() < 0.08:
        return random.uniform(0, 24)
    top = random.choice(((11.2, 2.0), (15.0, 2.2), (20.2, 1.8)))
    return min(23.99, max(0.0, random.gauss(top[0] + (1.3 if day.weekday() > 4 else 0), top[1])))


def works(worker: Worker, at: datetime) -> bool:
    """Whether somebody is on shift."""
    local = at.astimezone(MOSCOW)
    on = local.weekday() not in worker.off and worker.hours[0] <= local.hour < worker.hours[1]
    return worker.role != "owner" and on


def on_shift(at: datetime) -> list[Worker]:
    """Who answers at that time; on holidays one does."""
    there = [worker for worker in WORKERS if works(worker, at)]
    local = at.astimezone(MOSCOW)
    return there[:1] if (local.month, local.day) in HOLIDAYS else there


def next_shift(at: datetime) -> datetime:
    """The first time from then on when somebody answers."""
    while not on_shift(at):
        at = (at + timedelta(hours=1)).replace(minute=0, second=0)
    return at
