"""The bell wakes who has work, and nobody else; without it loops look by themselves."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection

from nitka.kit import bell, config, loops
from nitka.kit.bell import Ear, Look
from nitka.kit.pulse import Pulse

NEVER, ALWAYS = Look("select from pg_class where false"), Look("select from pg_class")
KILL = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'nitka bell'"
pytestmark = pytest.mark.django_db(transaction=True)


def within(condition, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(condition())


def tell(channel: str) -> None:
    with psycopg.connect(config.dsn("app"), autocommit=True) as web:
        web.execute(f"notify {channel}")


@contextmanager
def ringing() -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=bell.run, args=[stop, ["nitka_other"]])
    thread.start()
    try:
        assert within(bell._ringing.is_set)
        yield
    finally:
        stop.set()
        tell(bell.CHANNEL)
        thread.join()


@contextmanager
def looping(look: Look, work, **options) -> Iterator[SimpleNamespace]:
    """A loop in a thread: how often it has looked."""
    stop, seen = threading.Event(), SimpleNamespace(looks=0, open=None)

    def count() -> bool:
        seen.looks += 1
        answer = work()
        seen.open = connection.connection
        return bool(answer)

    thread = threading.Thread(target=loops.keep_on, args=[stop, look, count], kwargs=options)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        bell.wake_all()
        thread.join(5)
        assert not thread.is_alive()


@pytest.fixture
def cold(monkeypatch):
    """Loops rest at once."""
    monkeypatch.setattr(bell, "WARM", 0.0)


def test_who_has_work_is_woken_and_nobody_else():
    busy, idle = Ear(ALWAYS), Ear(NEVER)
    with bell.connect() as held:
        bell.ring_once(held)
    assert (busy.rung.is_set(), idle.rung.is_set()) == (True, False)
    busy.close()
    idle.close()


def test_what_is_due_by_our_clock_is_work():
    late, early = Ear(Look("select where %(now)s > '2000-01-01'")), Ear(Look("select where %(now)s > '2900-01-01'"))
    with bell.connect() as held:
        bell.ring_once(held)
    assert (late.rung.is_set(), early.rung.is_set()) == (True, False)
    late.close()
    early.close()


@pytest.mark.parametrize("channel", [bell.CHANNEL, "nitka_other"])
def test_a_word_wakes_a_loop_that_rests_long_before_it_would_look(channel, cold, monkeypatch):
    monkeypatch.setattr(bell, "EVERY", 60.0)
    has = threading.Event()

    def ask(held) -> None:
        if has.is_set():
            [ear.rung.set() for ear in bell._ears]

    monkeypatch.setattr(bell, "ring_once", ask)
    with ringing(), looping(NEVER, lambda: False, idle=60) as seen:
        assert within(lambda: seen.looks == 1)
        has.set()
        tell(channel)
        assert within(lambda: seen.looks == 2)


def test_what_nobody_tells_of_is_found_too(cold):
    with ringing(), looping(ALWAYS, lambda: False, idle=60) as seen:
        assert within(lambda: seen.looks > 2)


def test_a_loop_at_rest_gives_its_connection_back(cold):
    closed = threading.Event()

    def work() -> bool:
        connection.ensure_connection()
        own = connection.connection
        threading.Thread(target=lambda: within(lambda: own.closed) and closed.set()).start()
        return False

    with ringing(), looping(NEVER, work, idle=60):
        assert closed.wait(10)


def test_who_worked_a_moment_ago_keeps_looking_by_itself():
    with ringing(), looping(NEVER, lambda: False, idle=0.01) as seen:
        assert within(lambda: seen.looks > 5, bell.WARM)


def test_without_a_bell_loops_look_by_themselves(cold):
    with looping(NEVER, lambda: False, idle=0.01) as seen:
        assert within(lambda: seen.looks > 5)


def test_a_loop_that_rests_is_not_silent(cold):
    stop = Pulse(threading.Event())
    thread = threading.Thread(target=loops.keep_on, args=[stop, NEVER, lambda: False], kwargs={"idle": 60})
    with ringing():
        thread.start()
        assert within(lambda: stop._seen > time.monotonic() + 60)
        assert stop.silence() == 0
        stop.set()
        bell.wake_all()
        thread.join(5)
    assert not thread.is_alive()


def test_a_bell_that_lost_its_connection_wakes_all_and_rings_again(cold):
    with ringing(), looping(NEVER, lambda: False, idle=60) as seen:
        assert within(lambda: seen.looks == 1)
        with psycopg.connect(**config.load().connection("admin"), autocommit=True) as admin:
            admin.execute(KILL)
        assert within(lambda: seen.looks >= 2)
        assert within(bell._ringing.is_set)


def test_a_chore_is_done_at_its_time_though_the_loop_rests(cold):
    done = []
    chores = [loops.Chore(lambda: done.append(1), 0.05), loops.Chore(lambda: done.append(2), 60, at_once=False)]
    with ringing(), looping(NEVER, lambda: False, idle=60, chores=chores):
        assert within(lambda: len(done) > 2)
    assert set(done) == {1}
