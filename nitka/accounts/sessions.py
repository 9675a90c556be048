"""Django's sessions in the database. One prepared statement reads a page's with its person and its workspace."""

from contextvars import ContextVar
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from nitka.accounts.models import User, Workspace
from nitka.kit import clock
from nitka.kit.db import reading
from nitka.realtime import topics
from nitka.realtime.actions import revoke

IDLE = timedelta(seconds=settings.SESSION_IDLE_AGE)
holder: ContextVar[User | None] = ContextVar("holder", default=None)  # of the request's session, read beside it
_READ = (Session, User, Workspace)
# allauth keeps whose a session is and when it was seen; of somebody's session that it does not know nothing is read.
_FOUND = f"""select {", ".join(reading.columns(*of) for of in zip(_READ, "suw", strict=True))}, o.id
    from django_session s
    left join usersessions_usersession o on o.session_key = s.session_key
    left join accounts_user u on u.id = o.user_id and u.is_active
    left join accounts_workspace w on w.slug = %s
    where s.session_key = %s and s.expire_date > %s and coalesce(o.last_seen_at > %s, true)"""  # noqa: S608


class SessionStore(db.SessionStore):
    """Kept as Django keeps them (`SESSION_ENGINE`)."""

    def __init__(self, session_key: str | None = None, slug: str = "") -> None:
        super().__init__(session_key)
        self.slug = slug
        self.workspace: Workspace | None = None  # the one at /w/<slug>/, once the session was read
        self.gone = False  # the browser named one that is over

    def cycle_key(self) -> None:
        """Another key for the same session; in the list of devices it stays what it was, streams open anew by it."""
        before = self.session_key
        super().cycle_key()
        if before and UserSession.objects.filter(session_key=before).update(session_key=self.session_key):
            self.save()
            revoke(topics.session(before))

    def _get_session_from_db(self) -> Any:
        now = clock.now()
        found = reading.row(_FOUND, [self.slug, self.session_key, now, now - IDLE])
        if found is None:
            return self._over()
        session, person, workspace = reading.split(found, *_READ)
        if found[-1] is None and SESSION_KEY in self.decode(session.session_data):
            return self._over()
        holder.set(person if person.pk else None)
        self.workspace = workspace if workspace.pk else None
        return session

    def _over(self) -> None:
        self._session_key, self.gone = None, True


class Sessions(SessionMiddleware):
    """Django's middleware; its session knows the workspace of the address."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and forget whose session it was."""
        token = holder.set(None)
        try:
            return super().__call__(request)  # type: ignore[return-value]
        finally:
            holder.reset(token)

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its session, not read yet."""
        request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME), slug_in(request.path_info))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Django's, which takes the cookie of a session that is over away: the browser may hold the next one by now.

        Asked for the password again a session has another key, and pages of other tabs are on their way with the old.
        """
        over = request.session.gone and request.session.is_empty()  # type: ignore[attr-defined]
        return response if over else super().process_response(request, response)


def slug_in(path: str) -> str:
    """The workspace's slug in an address; empty outside of one."""
    parts = path.split("/", 3)
    return parts[2] if len(parts) > 3 and parts[1] == "w" else ""
