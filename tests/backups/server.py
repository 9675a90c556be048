"""A PostgreSQL that is not ours: another cluster, reached over TCP."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from nitka.kit import config
from nitka.kit.config import DATABASE
from nitka.kit.pg import Cluster
from nitka.kit.ports import free_port
from nitka.kit.tests import template


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
def server(place: Path, *, made: bool = False) -> Iterator[Callable[[str], str]]:
    """Gives a function that makes a database of a name and says its URL; `made`: `nitka` is there, with its tables."""
    port = free_port()
    place.mkdir(exist_ok=True)
    if made:
        template.keys(place)
        template.tables(place)
    theirs = _Elsewhere(
        config.open_or_create(place), throw_away=True, overrides={"listen_addresses": "127.0.0.1", "port": str(port)}
    )
    theirs.port = port
    with theirs:

        def url(name: str) -> str:
            if made and name == DATABASE:
                return theirs.url(name)
            with psycopg.connect(theirs.url("postgres"), autocommit=True) as connection:
                connection.execute(f"create database {name}")
            return theirs.url(name)

        yield url
