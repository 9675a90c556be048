"""The supervisor with small commands in place of the real processes."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from nitka.kit.supervisor import Child, Journal, Supervisor
from nitka.kit.supervisor.lock import DataLock, Held, published

FOREVER = "import time; time.sleep(60)"


@pytest.fixture
def journal(tmp_path: Path):
    with Journal(tmp_path / "nitka.log", out=io.StringIO()) as journal:
        yield journal


def _child(journal: Journal, code: str, name: str = "part") -> Child:
    return Child(name, [sys.executable, "-c", code], {}, journal)


def _within(seconds: float, condition) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not condition():
        time.sleep(0.01)
    return bool(condition())


def test_what_dies_is_started_again(journal):
    supervisor = Supervisor(journal, None)
    child = _child(journal, FOREVER)
    supervisor.start([child])
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + 10
    supervisor.run(until=lambda: (child.running and child.process.pid != first) or time.monotonic() > deadline)
    assert child.running
    supervisor.stop()
    assert not child.running


def test_what_dies_at_once_is_started_later_each_time(journal):
    child = _child(journal, "raise SystemExit(3)")
    pauses = []
    for _ in range(3):
        child.start()
        child.process.wait()
        child.again, before = 0.0, time.monotonic()
        child.tend()
        pauses.append(round(child.again - before, 1))
    assert pauses == [0.1, 0.5, 1.0]


def test_a_process_that_ignores_term_is_killed(journal, monkeypatch):
    monkeypatch.setattr("nitka.kit.supervisor.supervisor.STOP_SECONDS", 0.2)
    supervisor = Supervisor(journal, None)
    child = _child(journal, "import signal; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True);" + FOREVER)
    supervisor.start([child])
    assert _within(10, lambda: child.last_line == "deaf")
    supervisor.stop()
    child.process.wait(5)
    assert child.process.returncode == -signal.SIGKILL


def test_lines_of_children_become_one_log_of_json(journal, tmp_path):
    child = _child(journal, """print('plain'); print('{"event": "structured", "process": "part"}')""")
    child.start()
    child.process.wait()
    assert _within(5, lambda: "structured" in journal.out.getvalue())
    entries = [json.loads(line) for line in (tmp_path / "nitka.log").read_text().splitlines()]
    assert [entry["event"] for entry in entries] == ["plain", "structured"]
    assert {entry["process"] for entry in entries} == {"part"}


def test_a_data_directory_has_one_master(tmp_path):
    with DataLock(tmp_path, "up") as lock:
        lock.publish({"url": "http://here"})
        assert published(tmp_path) == {"url": "http://here"}
        with pytest.raises(Held) as held, DataLock(tmp_path, "token create"):
            pass
        assert held.value.holder["pid"] == os.getpid()
    assert published(tmp_path) is None
    with DataLock(tmp_path, "token create"):
        pass


def test_a_calm_journal_keeps_all_and_shows_what_went_wrong(tmp_path: Path) -> None:
    out = io.StringIO()
    with Journal(tmp_path / "nitka.log", out=out, calm=True) as journal:
        journal.say("ready")
        for line in ('{"level": "info", "event": "sent"}', '{"level": "error", "event": "refused"}', "Traceback"):
            journal.take("worker", line)
    events = [json.loads(line)["event"] for line in (tmp_path / "nitka.log").read_text().splitlines()]
    assert events == ["ready", "sent", "refused", "Traceback"]
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["ready", "refused", "Traceback"]


def test_a_log_that_cannot_be_turned_over_goes_on_where_it_is(tmp_path, monkeypatch):
    with Journal(tmp_path / "nitka.log", out=io.StringIO()) as journal:
        monkeypatch.setattr("nitka.kit.supervisor.journal.LIMIT", 100)
        (tmp_path / "nitka.log.new").mkdir()  # as a full disk: it cannot be opened for writing
        for n in range(5):
            journal.say(f"line {n} of some length")
        assert len((tmp_path / "nitka.log").read_text().splitlines()) == 5
        (tmp_path / "nitka.log.new").rmdir()
        journal.say("room again")
        journal.say("after")
        assert "room again" in (tmp_path / "nitka.log.1").read_text()
        assert "after" in (tmp_path / "nitka.log").read_text() + (tmp_path / "nitka.log.1").read_text()
