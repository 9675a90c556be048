"""Which ways a notice takes, and when a member is left alone. Pure."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from nitka.notices.models import Kind, Way, Wishes

_ALL = frozenset(Way.values)
_QUIET = frozenset({Way.PAGE.value})
_DEFAULTS: dict[str, frozenset[str]] = {
    Kind.ASSIGNED: _ALL,
    Kind.TEAM: _QUIET,
    Kind.MENTIONED: _ALL,
    Kind.REPLIED: frozenset({Way.PAGE.value, Way.PUSH.value}),
    Kind.WOKEN: frozenset({Way.PAGE.value, Way.PUSH.value}),
    Kind.RATED: frozenset({Way.PAGE.value, Way.MAIL.value}),
    Kind.TASK: _ALL,
    Kind.LATE: frozenset({Way.PAGE.value, Way.MAIL.value}),
    Kind.FAILED: _ALL,
    Kind.MAILBOX: frozenset({Way.PAGE.value, Way.MAIL.value}),
    Kind.SECURITY: _ALL,
}


def ways(wishes: Wishes | None, kind: str) -> frozenset[str]:
    """The ways of a kind as the member wishes; security is always in the page."""
    chosen = wishes.ways.get(kind) if wishes else None
    found = _DEFAULTS[kind] if chosen is None else frozenset(chosen) & _ALL
    return found | _QUIET if kind == Kind.SECURITY else found


def is_quiet(wishes: Wishes | None, zone: ZoneInfo, at: datetime) -> bool:
    """Whether a member is to be left alone at a moment: paused, or by their own clock within their quiet hours."""
    if wishes is None:
        return False
    if wishes.paused_until is not None and at < wishes.paused_until:
        return True
    return wishes.quiet and _within(at.astimezone(zone).time(), wishes.quiet_from, wishes.quiet_to)


def _within(now: time, start: time, end: time) -> bool:
    if start == end:  # the whole day would be a pause without an end
        return False
    return start <= now < end if start < end else now >= start or now < end
