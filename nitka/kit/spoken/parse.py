"""From words to a moment in the reader's zone. Small on purpose: what it does not know it says it does not know.

A day without a time means nine in the morning; a time without a day means today or, when that has passed, tomorrow;
a weekday is the nearest ahead; `next Monday` is the one of the week to come.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from nitka.kit.spoken import words
from nitka.kit.spoken.tokens import ORDINAL, Passed, TooFar, Unclear, half_day, hours, months_on, plain_number, tokens

MORNING = time(9)
FARTHEST = timedelta(days=3 * 366)
LONGEST = 120

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(am|pm)?|(\d{1,2})(am|pm)")
_SHORT_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?(z|[+-]\d\d:?\d\d)")


def heard(text: str, now: datetime) -> datetime:
    """The moment that `text` means to somebody for whom it is `now` (with their zone), in UTC. Raises Unclear."""
    if now.tzinfo is None:
        raise ValueError("now needs its zone")
    moment = _heard(" ".join(text.lower().replace("ё", "е").split()), now)
    if moment <= now.astimezone(UTC):
        raise Passed(text)
    if moment - now.astimezone(UTC) > FARTHEST:
        raise TooFar(text)
    return moment


def _heard(text: str, now: datetime) -> datetime:
    if not text or len(text) > LONGEST:
        raise Unclear(text)
    try:
        if _ISO.fullmatch(text):
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        return _Sentence(tokens(text), now).read()
    except (ValueError, OverflowError) as problem:
        raise Unclear(text) from problem


@dataclass
class _Sentence:
    tokens: list[str]
    now: datetime
    at: int = 0
    day: date | None = None
    clock: time | None = None
    weekday: int | None = None
    next_week: bool = False
    part: bool = False  # the clock is a part of the day, which a figure may make exact
    ahead: timedelta = field(default_factory=timedelta)
    months: int = 0
    said: set[str] = field(default_factory=set)

    def read(self) -> datetime:
        while self.at < len(self.tokens):
            self._step(self.tokens[self.at])
        return self._moment()

    def _peek(self, ahead: int = 1) -> str:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def _once(self, what: str) -> None:
        if what in self.said:
            raise Unclear(what)
        self.said.add(what)

    def _step(self, token: str) -> None:
        for reader in (
            self._day, self._exact, self._amount, self._day_of_month, self._part_of_day, self._next, self._hour,
        ):  # fmt: skip
            used = reader(token)
            if used:
                self.at += used
                return
        if token in words.LATER or token in words.FILLERS or token == "at":  # noqa: S105
            self.at += 1
            return
        raise Unclear(token)

    def _day(self, token: str) -> int:
        if token in words.DAYS:
            self._once("day")
            self.day = self._today() + timedelta(days=words.DAYS[token])
            return 1
        found = words.weekday(token)
        if found is not None:
            self._once("day")
            self.weekday = found
            return 1
        if token in words.WEEKEND:
            self._once("day")
            self.weekday = 5
            return 1
        return 0

    def _exact(self, token: str) -> int:
        found = _ISO_DATE.fullmatch(token)
        if found:
            self._once("day")
            self.day = date(int(found[1]), int(found[2]), int(found[3]))
            return 1
        short = _SHORT_DATE.fullmatch(token)
        if short and not self._is_time(token):
            self._once("day")
            self.day = self._in_year(int(short[1]), int(short[2]), short[3])
            return 1
        found = _TIME.fullmatch(token)
        if found:
            self._set_clock(*hours(found))
            return 1
        return 0

    def _is_time(self, token: str) -> bool:
        """10.30 is a time, 05.12 a date; what could be both is a time after «в» and once a day has been named."""
        first, _, second = token.partition(".")
        if "/" in token or second.count("."):
            return False
        if not 1 <= int(second[:2]) <= 12 or int(first) == 0 or len(second) != 2:
            return True
        before = self.tokens[self.at - 1] if self.at else ""
        return int(first) < 24 and ("day" in self.said or before in {"в", "at"})

    def _amount(self, token: str) -> int:
        """«2 часа», "an hour", «через час»."""
        before = self.tokens[self.at - 1] if self.at else ""
        unit = words.unit(token)
        if unit and before in words.LATER:
            self._add(1, unit)
            return 1
        value, used = words.number(token), 1
        if value is None:
            return 0
        if self._peek() == "of":
            used = 2
        unit = words.unit(self._peek(used))
        if unit is None or (unit == "day" and self._peek(used) == "дня" and before in {"в", "at"}):
            return 0
        if unit == "hour" and before in {"в", "во", "к", "до"}:
            return 0  # «в 2 часа» is a time
        self._add(value, unit)
        return used + 1

    def _add(self, value: int, unit: str) -> None:
        self._once(f"+{unit}")
        if unit == "month":
            self.months = value
        else:
            self.ahead += timedelta(**{f"{unit}s": value})

    def _day_of_month(self, token: str) -> int:
        """«5 декабря», "Dec 5", «5-го»."""
        ordinal = ORDINAL.fullmatch(token)
        number = int(ordinal[1]) if ordinal else words.number(token)
        month = words.month(token)
        if month and (after := plain_number(self._peek())):
            self._once("day")
            self.day, used = self._in_year(after, month, self._year(2)), 2 + bool(self._year(2))
            return used
        if number is None:
            return 0
        skipped = 2 if self._peek() == "of" else 1
        month = words.month(self._peek(skipped))
        if month:
            self._once("day")
            self.day = self._in_year(number, month, self._year(skipped + 1))
            return skipped + 1 + bool(self._year(skipped + 1))
        if ordinal or self._peek() in {"числа", "число"}:
            self._once("day")
            self.day = self._this_month_or_next(number)
            return 1
        return 0

    def _year(self, ahead: int) -> str | None:
        word = self._peek(ahead)
        return word if word.isascii() and word.isdecimal() and len(word) == 4 else None

    def _part_of_day(self, token: str) -> int:
        hour = words.PARTS.get(token)
        if hour is None:
            return 0
        if token == "tonight":  # noqa: S105
            self._once("day")
            self.day = self._today()
        if self.clock is None:
            self.clock, self.part = time(hour), True
        elif self.clock.hour <= 12 and hour >= 12:
            self.clock = self.clock.replace(hour=self.clock.hour % 12 + 12)
        return 1

    def _next(self, token: str) -> int:
        if token not in words.NEXT:
            return 0
        unit = words.unit(self._peek())
        if unit == "month":
            self._once("day")
            first = self._today().replace(day=1)
            self.day = (first + timedelta(days=32)).replace(day=1)
            return 2
        self._once("next")
        self.next_week = True
        if unit == "week":
            return 2
        if unit == "day":
            self._once("day")
            self.day, self.next_week = self._today() + timedelta(days=1), False
            return 2
        return 1

    def _hour(self, token: str) -> int:
        """«в 9», "at 9", «в 9 утра», «в 3 часа дня», «завтра 9»."""
        value = words.number(token) if token.isdecimal() else None
        if value is None or value > 24:
            return 0
        used = 1
        if words.unit(self._peek(used)) == "hour":
            used += 1
        after = self._peek(used)
        if after in {"am", "pm"}:
            self._set_clock(half_day(value, after), 0)
            return used + 1
        if after in {"дня", "ночи"} or (after in words.PARTS and words.PARTS[after] >= 12):
            self._set_clock(half_day(value, "am" if after == "ночи" else "pm"), 0)
            return used + 1
        self._set_clock(value % 24, 0)
        return used + (after in words.PARTS)

    def _set_clock(self, hour: int, minute: int) -> None:
        if self.part and self.clock and self.clock.hour >= 12 and hour < 12:
            hour += 12  # «вечером в 7»
        self._once("clock")
        self.clock, self.part = time(hour, minute), False

    def _today(self) -> date:
        return self.now.date()

    def _in_year(self, day: int, month: int, year: str | None) -> date:
        if year:
            return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        found = date(self.now.year, month, day) if (month, day) != (2, 29) else None
        if found is None or found < self._today():
            following = self.now.year + 1
            while (month, day) == (2, 29) and monthrange(following, 2)[1] < 29:
                following += 1
            found = date(following, month, day)
        return found

    def _this_month_or_next(self, day: int) -> date:
        first = self._today().replace(day=1)
        for _ in range(3):
            if day <= monthrange(first.year, first.month)[1] and first.replace(day=day) >= self._today():
                return first.replace(day=day)
            first = (first + timedelta(days=32)).replace(day=1)
        raise Unclear(str(day))

    def _moment(self) -> datetime:
        if self.ahead or self.months:
            return self._later()
        day = self.day
        if self.weekday is not None:
            day = self._on_weekday(self.weekday)
        elif self.next_week:
            day = self._today() + timedelta(days=7 - self._today().weekday())
        if day is None and self.clock is None:
            raise Unclear(" ".join(self.tokens))
        if day is None:
            today = self._local(self._today(), self.clock or MORNING)
            tomorrow = self._local(self._today() + timedelta(days=1), self.clock or MORNING)
            return today if today > self.now.astimezone(UTC) else tomorrow
        if self.clock is None and day == self._today() and self.weekday is None:
            return self._local(day, time(18))  # «сегодня» is this evening
        return self._local(day, self.clock or MORNING)

    def _on_weekday(self, weekday: int) -> date:
        today = self._today()
        if self.next_week:
            return today + timedelta(days=7 - today.weekday() + weekday)
        day = today + timedelta(days=(weekday - today.weekday()) % 7)
        if day == today and (self.clock is None or self._local(day, self.clock) <= self.now.astimezone(UTC)):
            day += timedelta(days=7)
        return day

    def _later(self) -> datetime:
        if self.day or self.weekday is not None or self.next_week:
            raise Unclear(" ".join(self.tokens))
        if self.ahead % timedelta(days=1):
            if self.clock is not None:
                raise Unclear(" ".join(self.tokens))
            return self.now.astimezone(UTC) + self.ahead
        day = months_on(self._today(), self.months) + timedelta(days=self.ahead.days)
        return self._local(day, self.clock or MORNING)

    def _local(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.now.tzinfo).astimezone(UTC)
