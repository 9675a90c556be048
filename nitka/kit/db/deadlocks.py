"""Of two who wait for each other the database ends one, by nobody's fault: what that one asked for is done anew."""

from collections.abc import Callable

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from psycopg.errors import DeadlockDetected

log = structlog.get_logger(__name__)


class Again(HttpResponse):
    """Nothing of the request was done: it may be answered anew, in another transaction."""

    status_code = 503


class Deadlocks:
    """A page that a deadlock ended answers `Again` to who holds its transaction and has set `request.anew`, once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """What Django calls when a view raised. Files that came were read once, and are not there again."""
        broken = isinstance(problem, OperationalError) and isinstance(problem.__cause__, DeadlockDetected)
        if not broken or not getattr(request, "anew", False) or request.FILES:
            return None
        request.anew = False  # type: ignore[attr-defined]
        log.warning("page.deadlock", path=request.path)
        return Again()
