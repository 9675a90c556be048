"""Where a person is signed in: the rows of allauth's usersessions, in words, and ending them."""

import re
import time
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nitka.accounts.actions.ended import end_session, end_sessions_of
from nitka.accounts.actions.sign_in import record_for
from nitka.accounts.models import User
from nitka.kit import clock

SEEN_EVERY = 300.0  # seconds between two notes that a session was seen
# The first mark that is found tells: Edge calls itself Chrome, Chrome calls itself Safari.
_BROWSERS = (
    ("edg", "Edge"), ("yabrowser", "Yandex Browser"), ("opr/", "Opera"), ("firefox", "Firefox"), ("chrome", "Chrome"),
    ("safari", "Safari"), ("python", "Python"), ("curl", "curl"),
)  # fmt: skip
_SYSTEMS = (
    ("windows", "Windows"), ("android", "Android"), ("iphone", "iPhone"), ("ipad", "iPad"), ("mac os x", "macOS"),
    ("linux", "Linux"),
)  # fmt: skip
_seen: dict[str, float] = {}
_NOWHERE = "::"  # what signs in without a browser has no address


@dataclass(frozen=True, slots=True)
class Device:
    """One session of a person."""

    id: int
    name: str
    ip: str
    since: datetime
    seen: datetime
    current: bool


def note(request: HttpRequest, user: User) -> None:
    """A session has begun: whichever door it came by, it is among the person's devices and has an idle end."""
    request.session.save()  # first: who lists the devices just now drops those whose session is nobody's yet
    given = request.META
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={"user": user, "ip": given.get("REMOTE_ADDR") or _NOWHERE, "last_seen_at": clock.now(),
                  "user_agent": given.get("HTTP_USER_AGENT", "")[:200]},
    )  # fmt: skip


def devices(request: HttpRequest) -> list[Device]:
    """The person's sessions that are alive, this one first, then the latest seen."""
    user: User = request.user  # type: ignore[assignment]
    key = request.session.session_key
    rows = [row for row in UserSession.objects.purge_and_list(user) if row.session_key]
    found = [
        Device(row.pk, name_of(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == key)
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.current, -one.seen.timestamp()))


def end(user: User, key: int) -> bool:
    """End one session of a person with its open streams; False when it is none of theirs."""
    row = UserSession.objects.filter(user=user, pk=key).first()
    if row is None:
        return False
    end_session(row)
    record_for(user, "session.ended", device=name_of(row.user_agent))
    return True


def end_others(user: User, but: str | None) -> int:
    """They end all sessions of theirs but one; how many."""
    n = end_sessions_of(user=user, but=but)
    if n:
        record_for(user, "session.ended_all", n=n)
    return n


def seen(request: HttpRequest) -> None:
    """Note that a session is in use, every five minutes at most."""
    key = request.session.session_key
    if not key or time.monotonic() - _seen.get(key, -SEEN_EVERY) < SEEN_EVERY:
        return
    if len(_seen) > 10_000:
        _seen.clear()
    _seen[key] = time.monotonic()
    UserSession.objects.filter(session_key=key).update(last_seen_at=clock.now())


def name_of(agent: str) -> str:
    """A browser and its system: `Chrome, Windows`."""
    browser = next((name for mark, name in _BROWSERS if mark in agent.lower()), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent.lower()), "")
    return ", ".join(part for part in (browser, system) if part) or re.sub(r"\s.*", "", agent)[:40] or _("A device")
