"""Signing out ends the open streams of the session, a forgotten password set anew those of the person."""

from typing import Any

from django.http import HttpRequest

from nitka.accounts.actions import end_streams_of
from nitka.accounts.models import User
from nitka.realtime.actions import revoke
from nitka.realtime.topics import session


def end_streams(request: HttpRequest | None = None, **_: Any) -> None:
    """Hear Django's `user_logged_out`, which comes before the session is flushed."""
    if request is not None and request.session.session_key:
        revoke(session(request.session.session_key))


def end_all_streams(user: User, **_: Any) -> None:
    """Hear allauth's `password_reset`: whoever knew the old password hears no more."""
    end_streams_of(user=user)
