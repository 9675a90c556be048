"""Signing out ends the open streams of the session, wherever they are open."""

from typing import Any

from django.http import HttpRequest

from nitka.realtime.actions import revoke
from nitka.realtime.topics import session


def end_streams(request: HttpRequest | None = None, **_: Any) -> None:
    """Hear Django's `user_logged_out`, which comes before the session is flushed."""
    if request is not None and request.session.session_key:
        revoke(session(request.session.session_key))
