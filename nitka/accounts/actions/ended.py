"""Sessions that end before their time, with what is open by them."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore

from nitka.accounts.models import User
from nitka.realtime.actions import revoke
from nitka.realtime.topics import session


def end_session(row: UserSession) -> None:
    """One session and its streams."""
    SessionStore(session_key=row.session_key).delete()
    row.delete()
    revoke(session(row.session_key))


def end_sessions_of(*, user: User, but: str | None = None) -> int:
    """All that a person has, on every device, or all but one; how many."""
    rows = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for row in rows:
        end_session(row)
    return len(rows)
