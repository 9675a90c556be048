"""Which ways a notice takes, and when a letter of what is unread is due. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from nitka.kit.hours import Hours
from nitka.notices.models import Kind, Letters, Way, Wishes
from nitka.notices.quiet import quiet_until

ALL = frozenset(Way.values)
MINUTES = (5, 15, 30, 60)
_PAGE = frozenset({Way.PAGE.value})
_PAGE_MAIL = frozenset({Way.PAGE.value, Way.MAIL.value})
_PAGE_PUSH = frozenset({Way.PAGE.value, Way.PUSH.value})
ALWAYS: dict[str, frozenset[str]] = {Kind.SECURITY: _PAGE_MAIL}  # nobody may be kept from hearing of it
_DEFAULTS: dict[str, frozenset[str]] = {
    Kind.ASSIGNED: ALL,
    Kind.TEAM: _PAGE,
    Kind.MENTIONED: ALL,
    Kind.REPLIED: _PAGE_PUSH,
    Kind.WOKEN: _PAGE_PUSH,
    Kind.RATED: _PAGE_MAIL,
    Kind.TASK: ALL,
    Kind.LATE: _PAGE_MAIL,
    Kind.FAILED: ALL,
    Kind.MAILBOX: _PAGE_MAIL,
    Kind.WEBHOOK: _PAGE_MAIL,
    Kind.RIGHTS: _PAGE_MAIL,
    Kind.OVERDUE: _PAGE_MAIL,
    Kind.SECURITY: ALL,
}


def ways(wishes: Wishes | None, kind: str) -> frozenset[str]:
    """The ways of a kind as the member wishes."""
    chosen = wishes.ways.get(kind) if wishes else None
    found = _DEFAULTS[kind] if chosen is None else frozenset(chosen) & ALL
    return found | ALWAYS.get(kind, frozenset())


@dataclass(frozen=True, slots=True)
class Out:
    """How a notice leaves the page: into the next letter, as a letter of its own at once, as a push now."""

    mail: bool = False
    letter: bool = False
    push: bool = False


def out(wishes: Wishes, kind: str, quiet: bool, alone: bool = True) -> Out:
    """By which ways it goes out. What quiet hours keep from being pushed goes into the letter behind them.

    Of security, a letter of its own (`alone`: this workspace writes it) and a push at once, whatever the hour.
    """
    by = ways(wishes, kind)
    if kind == Kind.SECURITY:
        return Out(letter=alone, push=Way.PUSH in by)
    wanted = Way.MAIL in by or (quiet and Way.PUSH in by)
    return Out(mail=wanted and wishes.letters != Letters.NEVER, push=Way.PUSH in by and not quiet)


def letter_at(wishes: Wishes, hours: Hours, zone: ZoneInfo, now: datetime) -> datetime:
    """When what came `now` is told by letter, unless it is read before; never in quiet hours."""
    at = _due(wishes, zone, now)
    return quiet_until(wishes, hours, zone, at) or at


def _due(wishes: Wishes, zone: ZoneInfo, now: datetime) -> datetime:
    local = now.astimezone(zone)
    if wishes.letters == Letters.HOURLY:
        return now + timedelta(hours=1) - timedelta(minutes=local.minute, seconds=local.second)
    if wishes.letters == Letters.DAILY:
        today = datetime.combine(local.date(), wishes.daily_at, zone).astimezone(UTC)
        tomorrow = datetime.combine(local.date() + timedelta(days=1), wishes.daily_at, zone).astimezone(UTC)
        return today if today > now else tomorrow
    return now + timedelta(minutes=wishes.minutes)
