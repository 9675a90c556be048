"""The worker's loops are there before their threads begin."""

import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from django.utils.module_loading import import_string

from nitka import worker
from nitka.kit import bell, clock, loops
from nitka.kit.bell import Look
from nitka.webhooks.actions import send
from nitka.wiring import LOOPS

KEEP_ON = loops.keep_on

CODE = """
import sys, django
django.setup()
from nitka import wiring, worker
worker._load({"broken": "nitka.nothing.at_all", "made": print, **wiring.LOOPS})
missing = [path for path in wiring.LOOPS.values() if path.rpartition(".")[0] not in sys.modules]
print(missing)
"""


def test_every_loop_is_imported_first_and_a_broken_one_stops_no_other():
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_there_is_a_connection_for_every_loop_and_some_to_spare():
    code = "import sys; from nitka import worker; worker.django.setup = sys.exit; worker.main()"
    ask = f"import atexit, os; atexit.register(lambda: print(os.environ['NITKA_POOL'])); {code}"
    env = {name: value for name, value in os.environ.items() if name != "NITKA_POOL"}
    done = subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True, text=True, check=False)
    assert int(done.stdout) > len(LOOPS)


def test_a_loop_that_ran_for_long_starts_again_at_once_however_often_it_broke_before(monkeypatch: pytest.MonkeyPatch):
    now, pauses = [0.0], []
    runs = iter([1.0] * 8 + [100.0, 1.0])
    monkeypatch.setattr(worker, "time", SimpleNamespace(monotonic=lambda: now[0]))

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            pauses.append(timeout)
            return False

    def loop(stop: threading.Event) -> None:
        lasted = next(runs, None)
        if lasted is None:
            stop.set()
            return
        now[0] += lasted
        raise RuntimeError("the line is cut")

    worker.keep("digester", loop, Stop())
    assert pauses[:8] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0]
    assert pauses[8:10] == [0.1, 0.2]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Look]:
    """What the loops of wiring have the bell look for: each is run until it waits for the first time."""
    found: list[Look] = []
    runs = [import_string(path) for path in LOOPS.values()]  # before anything is put in another's place
    monkeypatch.setattr(loops, "keep_on", lambda _stop, look, *_args, **_named: found.append(look))
    for module in list(sys.modules.values()):
        if getattr(module, "keep_on", None) is KEEP_ON:
            monkeypatch.setattr(module, "keep_on", loops.keep_on)
    stop = threading.Event()
    stop.set()
    for run in runs:
        run(stop)
    return [*dict.fromkeys(found), *(pace.look for pace in (send.STEADY, send.FAILING))]


@pytest.mark.django_db(transaction=True)
def test_what_the_bell_asks_is_answered_to_the_worker_by_indexes_alone(looks):
    """Many rows that are not due must cost a look nothing, whatever the planner believes of a time it is not told."""
    assert len(looks) > len(LOOPS) / 2  # the others are held by a lock, or come by once an hour
    with bell.connect() as held:
        for look in looks:
            rows = held.execute(f"explain {look.statement}".encode(), {"now": clock.now()}).fetchall()
            plan = "\n".join(str(line) for (line,) in rows)
            assert "Seq Scan" not in plan or "webhooks_endpoint" in plan, plan
        ears = [bell.Ear(look) for look in looks]
        bell.ring_once(held)
        assert not any(ear.rung.is_set() for ear in ears)
        for ear in ears:
            ear.close()
