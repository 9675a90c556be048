"""Work of a page that must not hold the database: what talks to the world outside comes after the transaction."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse, HttpResponseBase


class Apart(HttpResponse):
    """What a view returns to have its answer made once the page's transaction has ended.

    `work` has no workspace open: what it reads or writes, it does inside `in_workspace()`.
    """

    def __init__(self, work: Callable[[], HttpResponseBase]) -> None:
        super().__init__()
        self.work = work


def finish(response: HttpResponseBase) -> HttpResponseBase:
    """The answer itself; while it is made, the connection is somebody else's."""
    if not isinstance(response, Apart):
        return response
    if not connection.in_atomic_block:  # a test's own transaction stays
        connection.close()
    return response.work()
