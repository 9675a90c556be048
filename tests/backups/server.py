"""A PostgreSQL that is not ours: another cluster, reached over TCP."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from nitka.kit import config
from nitka.kit.pg import Cluster
from nitka.kit.ports import free_port


class _Elsewhere(Cluster):
    """Listens on a port."""

    port: int

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self, database: str) -> str:
        """How it is reached."""
        return f"postgresql://postgres:{self.installation.passwords['admin']}@127.0.0.1:{self.port}/{database}"


@contextmanager
def server(place: Path) -> Iterator[Callable[[str], str]]:
    """Gives a function that makes a database of a name and says its URL."""
    port = free_port()
    theirs = _Elsewhere(
        config.open_or_create(place), overrides={"listen_addresses": "127.0.0.1", "port": str(port)}
    )
    theirs.port = port
    with theirs:

        def url(name: str) -> str:
            with psycopg.connect(theirs.url("postgres"), autocommit=True) as connection:
                connection.execute(f"create database {name}")
            return theirs.url(name)

        yield url
