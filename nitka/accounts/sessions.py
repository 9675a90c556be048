"""Django's sessions in the database, read by a prepared statement: every page reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from nitka.kit import clock
from nitka.kit.db import reading


class SessionStore(db.SessionStore):
    """Kept as Django keeps them (`SESSION_ENGINE`)."""

    def _get_session_from_db(self) -> Any:
        found = reading.one(Session, "session_key = %s and expire_date > %s", [self.session_key, clock.now()])
        if found is None:
            self._session_key = None
        return found
