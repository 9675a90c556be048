"""Which ways a notice takes. Pure."""

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
