import threading
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from nitka.kit import config
from nitka.kit.db import only

LOCK = 0x6E69746B61_77
pytestmark = pytest.mark.django_db(transaction=True)


def connect() -> psycopg.Connection:
    return psycopg.connect(config.dsn("worker"), autocommit=True)


def test_the_next_one_holds_it_when_the_first_is_gone():
    never = threading.Event()
    with connect() as first, connect() as second, ThreadPoolExecutor(1) as threads:
        assert only.hold(first, LOCK, never)
        waiting = threads.submit(only.hold, second, LOCK, never)
        assert not waiting.done()
        first.close()
        assert waiting.result(30)


def test_who_is_told_to_stop_waits_no_longer():
    stop = threading.Event()
    with connect() as first, connect() as second:
        assert only.hold(first, LOCK, threading.Event())
        stop.set()
        assert not only.hold(second, LOCK, stop)
