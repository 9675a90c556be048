"""The pool of a process."""

from django.db import connection

from nitka.kit import config
from nitka.kit.db.engine.base import DatabaseWrapper, Latest


def test_whoever_comes_alone_gets_the_same_connection_each_time(db):
    asked = connection.get_connection_params() | {"autocommit": True}
    with Latest(kwargs=asked, min_size=1, max_size=3, timeout=10) as pool:
        rush = [pool.getconn() for _ in range(3)]
        for one in rush:
            pool.putconn(one)
        given = []
        for _ in range(5):
            with pool.connection() as one:
                given.append(one.info.backend_pid)
        assert set(given) == {rush[-1].info.backend_pid}


def test_processes_use_it(monkeypatch):
    monkeypatch.setenv("NITKA_POOL", "3")
    settings = config.database_settings("app") | {"CONN_HEALTH_CHECKS": False, "TIME_ZONE": None, "CONN_MAX_AGE": 0}
    made = DatabaseWrapper(settings | {"AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}, "test-of-the-pool")
    try:
        assert (type(made.pool), made.pool.max_size, made.pool is made.pool) == (Latest, 3, True)
    finally:
        del DatabaseWrapper._connection_pools["test-of-the-pool"]
