import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from nitka.kit import config
from nitka.kit.db import only

LOCK = 0x6E69746B61_77
pytestmark = pytest.mark.django_db(transaction=True)


def connect() -> psycopg.Connection:
    return psycopg.connect(config.dsn("worker"), autocommit=True)


class Never(threading.Event):
    """Nobody tells to stop; it is noted how often somebody found the lock taken and waits for its next look."""

    looks = 0

    def wait(self, timeout: float | None = None) -> bool:
        self.looks += 1
        return super().wait(timeout)


def holders() -> list[int]:
    with connect() as other:
        held = "select pid from pg_locks where locktype = 'advisory' and granted and objid = %s"
        return [pid for (pid,) in other.execute(held, [LOCK & 0xFFFFFFFF])]


def test_the_next_one_holds_it_when_the_first_is_gone():
    never = Never()
    with connect() as first, connect() as second, ThreadPoolExecutor(1) as threads:
        pids = first.info.backend_pid, second.info.backend_pid
        assert only.hold(first, LOCK, never)
        waiting = threads.submit(only.hold, second, LOCK, never)
        assert within(10, lambda: never.looks >= 2)
        assert not waiting.done()
        assert holders() == [pids[0]]
        first.close()
        assert waiting.result(30)
        assert holders() == [pids[1]]


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def test_who_is_told_to_stop_waits_no_longer():
    stop = threading.Event()
    with connect() as first, connect() as second:
        assert only.hold(first, LOCK, threading.Event())
        stop.set()
        assert not only.hold(second, LOCK, stop)
