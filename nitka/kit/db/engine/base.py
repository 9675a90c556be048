"""Django's engine for PostgreSQL, whose pool gives the connection that came back last.

psycopg's own pool gives them in turn, so that after a while each of them has planned every page's statements: 20 to
24 MB of its server process. Given so, the first ones do the work, and what a rush has opened stays small until it is
closed.
"""

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

Postgres: Any = base.DatabaseWrapper  # its stubs know nothing of pools


class Latest(ConnectionPool):
    """What came back last is given first; what is not needed any more is closed from the other end."""

    def _get_ready_connection(self, timeout: float | None) -> Any:
        self._pool.rotate(1)
        return super()._get_ready_connection(timeout)


class DatabaseWrapper(Postgres):  # type: ignore[misc]
    """As Django's but for the pool."""

    @property
    def pool(self) -> Any:
        """The process's own of this database; None: it has none."""
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        if self.alias not in self._connection_pools:
            asked = self.get_connection_params() | {"autocommit": True}
            made = Latest(kwargs=asked, open=False, configure=self._configure_connection, **options)
            self._connection_pools.setdefault(self.alias, made)  # another thread may have been first
        return self._connection_pools[self.alias]
