"""From a raw request to its events: who, what, when. Pure; whatever comes, each event is read or refused by itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

TYPES = ("identify", "track", "page", "screen", "group", "alias")
LONGEST = 255
_NONE: Mapping[str, Any] = {}
Key = tuple[str, str]  # an identity: kind, value


class Unfit(ValueError):
    """An event that cannot become anything; the text is a code that pages put into words."""


@dataclass(slots=True)
class Event:
    """One call of a client."""

    id: UUID  # of the moment it becomes
    source_id: UUID
    key: str  # of sameness
    type: str
    at: datetime
    received_at: datetime
    given: Mapping[str, Any]  # as it came
    user: str = ""
    anonymous: str = ""
    previous: str = ""
    group: str = ""
    name: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)
    consent: Mapping[str, bool] = field(default_factory=dict)
    contacts: Sequence[Key] = ()  # the addresses it names, as `people` spelt them
    who: Key = ("", "")  # the identity it came by, as `people` found it
    notes: list[tuple[str, str]] = field(default_factory=list)  # what of it is not kept, and why, by a code


@dataclass(slots=True, frozen=True)
class Request:
    """What the events of one request have in common."""

    id: UUID
    source_id: UUID
    received_at: datetime
    sent_at: datetime | None
    context: Mapping[str, Any]
    consents: Mapping[str, str] = field(default_factory=dict)  # what the source's categories mean


def read(given: Any, place: int, key: UUID, of: Request) -> Event:
    """The event at a place of a request, `key` being its id to come. Raises Unfit."""
    if not isinstance(given, dict):
        raise Unfit("not_an_object")
    if given.get("refused") == "too_large":
        raise Unfit("too_large")
    kind = given.get("type")
    if kind not in TYPES:
        raise Unfit("unknown_type")
    context = _context(given, of)
    event = Event(key, of.source_id, _key(given, place, of), kind, when(given, of), of.received_at, given)
    event.user, event.anonymous = name_of(given.get("userId")), name_of(given.get("anonymousId"))
    event.consent = _consent(context, of.consents) if "consent" in context else _NONE
    _fill(event, given, context)
    if not (event.user or event.anonymous or event.previous):
        raise Unfit("nobody")
    return event


def _fill(event: Event, given: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    kind = event.type
    if kind in ("track", "page", "screen"):
        name = given.get("event" if kind == "track" else "name")
        event.name = _words(name) if isinstance(name, str) else ""
        event.facts = _object(given.get("properties"))
        if kind == "track" and not event.name:
            raise Unfit("no_name")
        if kind == "page" and not event.facts.get("path"):
            event.facts = {**_object(context.get("page")), **event.facts}
    elif kind == "identify":
        event.traits = {**_object(context.get("traits")), **_object(given.get("traits"))}
    elif kind == "group":
        event.group, event.traits = name_of(given.get("groupId")), _object(given.get("traits"))
        if not event.group:
            raise Unfit("no_group")
    else:
        event.previous = name_of(given.get("previousId"))
        if not event.previous or not event.user:
            raise Unfit("no_alias")


def moment(text: Any) -> datetime | None:
    """A time of ISO 8601, UTC where it names no zone; None for what is none."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        if found.tzinfo is UTC:
            return found
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def name_of(value: Any) -> str:
    """An id as text: programs send numbers, too; empty for what is none."""
    if isinstance(value, str):
        name = value.strip()
        return name if len(name) <= LONGEST else name[:LONGEST].strip()
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return ""


def when(given: Mapping[str, Any], of: Request) -> datetime:
    """When it happened by our clock: the client's, corrected by when it says that it sent this. Never after receipt."""
    said = moment(given.get("originalTimestamp")) or moment(given.get("timestamp"))
    if said is None:
        return of.received_at
    sent = moment(given["sentAt"]) if "sentAt" in given else None
    sent = sent or of.sent_at
    try:
        at = of.received_at - (sent - said) if sent else said
    except OverflowError:
        return of.received_at
    return min(at, of.received_at) if at.year > 1970 else of.received_at


def _key(given: Mapping[str, Any], place: int, of: Request) -> str:
    said = name_of(given.get("messageId"))
    if not said:
        return f"place:{of.id}:{place}"
    if len(said) < LONGEST:
        return f"event:{said}"
    return "hash:" + hashlib.sha256(str(given["messageId"]).encode("utf-8", "replace")).hexdigest()


def _context(given: Mapping[str, Any], of: Request) -> Mapping[str, Any]:
    own = given.get("context")
    if not of.context:
        return _object(own)
    return {**of.context, **own} if isinstance(own, dict) else of.context


def _consent(context: Mapping[str, Any], means: Mapping[str, str]) -> Mapping[str, bool]:
    """Category or purpose → yes or no, as consent managers say it; of several categories for one purpose a no holds."""
    said = _object(_object(context["consent"]).get("categoryPreferences"))
    found: dict[str, bool] = {}
    for given, value in list(said.items())[:50]:
        if isinstance(value, bool):
            category = given[:60].strip().lower()
            name = means.get(category, category)
            found[name] = found.get(name, True) and value
    return found


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else _NONE


@lru_cache(4096)
def _words(name: str) -> str:
    return " ".join(name.split())[:200]


