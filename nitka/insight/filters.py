"""What the page is asked: all of it lies in the address, so that a view can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from nitka.kit.ids import id_in

DAYS = (7, 30, 90, 365)
DEFAULT_DAYS = 30
WHO = ("unhappy", "neutral", "happy", "silent", "all")
SCALES = ("csat", "nps")
KEYS = ("days", "from", "to", "channel", "touchpoint", "member", "scale", "who", "factor", "day", "page")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first up to and with the last, in the reader's zone."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The period of the same length just before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start, and the moment after its end."""
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day starts in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Filters:
    """One reading of the page; `url()` gives the same reading with something changed."""

    days: int = DEFAULT_DAYS
    first: date | None = None
    last: date | None = None
    channel: UUID | None = None
    touchpoint: UUID | None = None
    member: UUID | None = None
    scale: str = ""
    who: str = "unhappy"
    factor: str = ""
    day: date | None = None
    page: int = 1

    def period(self, today: date) -> Period:
        """The days asked for, ending today unless two dates were given."""
        if self.first and self.last:
            return Period(self.first, self.last)
        return Period(today - timedelta(days=self.days - 1), today)

    def url(self, **changes: Any) -> str:
        """The address of the same page with `changes`; a changed filter starts at the first page."""
        return self.but(**changes).query()

    def but(self, **changes: Any) -> Filters:
        """A copy with `changes`."""
        return replace(self, **({"page": 1} | changes))

    def query(self) -> str:
        """The address' query, without what is as usual."""
        plain = Filters()
        pairs = [
            ("days", self.days if not self.first and self.days != plain.days else ""),
            ("from", self.first or ""),
            ("to", self.last or ""),
            *((name, getattr(self, name) or "") for name in ("channel", "touchpoint", "member", "scale")),
            ("who", self.who if self.who != plain.who else ""),
            ("factor", self.factor),
            ("day", self.day or ""),
            ("page", self.page if self.page > 1 else ""),
        ]
        return "?" + urlencode([(name, str(value)) for name, value in pairs if value != ""])

    @property
    def narrowed(self) -> bool:
        """Whether anything but the period is asked for."""
        return bool(self.channel or self.touchpoint or self.member)


def parse(query: Mapping[str, str]) -> Filters:
    """Filters from an address; what makes no sense is left out rather than refused."""
    first, last = _date(query.get("from")), _date(query.get("to"))
    if not (first and last and first <= last and (last - first).days < 3660):
        first = last = None
    days = _number(query.get("days"), DEFAULT_DAYS)
    return Filters(
        days=days if days in DAYS else DEFAULT_DAYS,
        first=first,
        last=last,
        channel=id_in(query.get("channel")),
        touchpoint=id_in(query.get("touchpoint")),
        member=id_in(query.get("member")),
        scale=query.get("scale", "") if query.get("scale") in SCALES else "",
        who=query.get("who", "") if query.get("who") in WHO else "unhappy",
        factor=query.get("factor", "")[:40],
        day=_date(query.get("day")),
        page=max(1, min(_number(query.get("page"), 1), 100_000)),
    )


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default


def _date(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if 1970 < found.year < 9000 else None
