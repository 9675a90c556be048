"""Who signs in, and who a session belongs to: read beside it, else by a prepared statement."""

from typing import Any
from uuid import UUID

import structlog
from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from nitka.accounts.models import User
from nitka.accounts.sessions import holder
from nitka.kit import clock
from nitka.kit.db import reading

log = structlog.get_logger(__name__)


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, which knows people by their e-mail."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """The person, unless their password was made for them and its days are over: it is a wrong one then."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None and user.password_until and user.password_until <= clock.now():
            log.warning("accounts.made_password_lapsed", user=str(user.pk))
            return None
        return user

    def get_user(self, user_id: UUID) -> User | None:
        """The person, unless they are switched off."""
        read = holder.get()
        return read if read and read.pk == user_id else reading.one(User, "id = %s and is_active", [user_id])
