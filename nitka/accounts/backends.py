"""Who a session belongs to: read beside it, else by a prepared statement."""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend

from nitka.accounts.models import User
from nitka.accounts.sessions import holder
from nitka.kit.db import reading


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, which knows people by their e-mail."""

    def get_user(self, user_id: UUID) -> User | None:
        """The person, unless they are switched off."""
        read = holder.get()
        return read if read and read.pk == user_id else reading.one(User, "id = %s and is_active", [user_id])
