"""One process takes the place of another, or the other stays."""

import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nitka.kit.supervisor import Child, Journal, Supervisor
from nitka.kit.supervisor.supervisor import Handover

SAYS_READY = "import os, time; os.write(int(os.environ['NITKA_READY_FD']), b'ready'); time.sleep(60)"
SAYS_NOTHING = "import time; time.sleep(60)"
DIES = "raise SystemExit('no such module')"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with Journal(tmp_path / "log", calm=True) as journal:
        found = Supervisor(journal, None)
        yield found
        found.stop()


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def child(supervisor: Supervisor, door: socket.socket, program: str) -> Child:
    return Child("web", [sys.executable, "-c", program], {}, supervisor.journal, [door.fileno()])


def over(supervisor: Supervisor, handover: Handover) -> None:
    deadline = time.monotonic() + 20
    supervisor.run(until=lambda: handover not in supervisor.handovers or time.monotonic() > deadline)


def test_the_old_one_ends_once_the_new_one_is_ready(supervisor: Supervisor, door: socket.socket):
    old, new = child(supervisor, door, SAYS_READY), child(supervisor, door, SAYS_READY)
    supervisor.start([old])
    handover = supervisor.replace(old, new)
    assert old.running
    over(supervisor, handover)
    assert handover.trouble == ""
    assert (supervisor.children, new.running, old.running) == ([new], True, False)


def test_a_new_one_that_dies_leaves_the_old_one_in_its_place(supervisor: Supervisor, door: socket.socket):
    old = child(supervisor, door, SAYS_READY)
    supervisor.start([old])
    handover = supervisor.replace(old, child(supervisor, door, DIES))
    over(supervisor, handover)
    assert "did not get ready" in handover.trouble
    assert (supervisor.children, old.running) == ([old], True)


def test_a_new_one_that_says_nothing_is_ended(
    supervisor: Supervisor, door: socket.socket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("nitka.kit.supervisor.handover.READY_SECONDS", 0.5)
    old, new = child(supervisor, door, SAYS_READY), child(supervisor, door, SAYS_NOTHING)
    supervisor.start([old])
    over(supervisor, supervisor.replace(old, new))
    assert new.process is not None
    assert new.process.wait(5) == -signal.SIGKILL
    assert old.running


def test_one_that_is_renewed_starts_again_without_a_complaint(supervisor: Supervisor, door: socket.socket):
    one = child(supervisor, door, SAYS_READY)
    supervisor.start([one])
    assert one.process is not None
    before = one.process.pid
    one.renew()
    deadline = time.monotonic() + 10
    supervisor.run(until=lambda: one.running and one.process.pid != before or time.monotonic() > deadline)  # type: ignore[union-attr]
    assert one.process.pid != before
    assert one.falls == 0
    assert "died" not in supervisor.journal.path.read_text()


def test_stopping_in_the_middle_ends_both(supervisor: Supervisor, door: socket.socket):
    old, new = child(supervisor, door, SAYS_READY), child(supervisor, door, SAYS_NOTHING)
    supervisor.start([old])
    supervisor.replace(old, new)
    supervisor.stop()
    for one in (old, new):
        assert one.process is not None
        one.process.wait(5)
