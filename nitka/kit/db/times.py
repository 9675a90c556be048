"""Times of the database read by C: Django's loader takes each apart with a regular expression."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from psycopg.abc import Buffer
from psycopg.adapt import Loader


class UtcLoader(Loader):
    """`timestamptz` of a session in UTC, which all of ours are."""

    timezone = UTC  # Django compares this with its own and registers another loader where they differ

    def load(self, data: Buffer) -> datetime:
        """A time in UTC."""
        return datetime.fromisoformat(bytes(data).decode())


def install() -> None:
    """Have every connection of Django's use it."""
    connection_created.connect(_register, dispatch_uid="nitka.kit.db.times")


def _register(connection: BaseDatabaseWrapper, **_: Any) -> None:
    connection.connection.adapters.register_loader("timestamptz", UtcLoader)
