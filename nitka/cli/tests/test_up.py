"""`nitka up` as a person meets it: a real process, real ports."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("NITKA_", "DJANGO_", "DATABASE_"))
}
pytestmark = pytest.mark.slow


def nitka(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nitka.cli", *arguments]
    return subprocess.run(command, env=ENVIRONMENT | environment, capture_output=True, text=True, timeout=90)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """A running `nitka up`."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.log = data / "stdout"

    def open(self) -> None:
        command = [sys.executable, "-m", "nitka.cli", "up", "--data", str(self.data)]
        command += ["--port", str(self.port), "--smtp-port", "0"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=ENVIRONMENT, stdout=log, stderr=log)
        assert self.within(90, lambda: "is open at" in self.words()), self.words()

    def ready(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz") as answer:
            return answer.status == 200
        return False

    def words(self) -> str:
        return self.log.read_text()

    def within(self, seconds: float, condition) -> bool:
        """True as soon as the condition holds; it is asked once a turn, since what held may not hold a moment later."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def processes(self, word: str = "") -> list[int]:
        """Whatever works in our data directory, the `up` itself aside."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                pid = int(path.parent.name)
                if str(self.data) in line and word in line and pid not in (self.process.pid, os.getpid()):
                    found.append(pid)
        return found


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    data = Path(tempfile.mkdtemp(prefix="nitka-up-"))
    data.chmod(0o711)
    house = House(data)
    try:
        house.open()
        yield house
    finally:
        house.process.kill()
        assert house.within(5, lambda: not house.processes()), [
            Path(f"/proc/{p}/cmdline").read_bytes() for p in house.processes()
        ]
        shutil.rmtree(data, ignore_errors=True)


def test_the_house_answers(house):
    assert house.ready()


def test_a_second_one_in_the_same_directory_is_refused_with_a_way_out(house):
    done = nitka("up", "--data", str(house.data), "--port", str(free_port()))
    assert done.returncode == 2
    assert f"in use by process {house.process.pid}" in done.stderr
    assert "--data" in done.stderr


def test_a_taken_port_is_named_with_a_way_out(house, tmp_path):
    done = nitka("up", "--data", str(tmp_path), "--port", str(house.port))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert f"Port {house.port}" in done.stderr
    assert "--port" in done.stderr


def test_commands_beside_it_answer_the_same_when_asked_again(house):
    first, again = (
        json.loads(nitka(*noun, "--data", str(house.data), "--json").stdout)
        for noun in [("token", "create", "--name", "shop")] * 2
    )
    assert first["token"].startswith("nitka_")
    assert first == again


@pytest.mark.parametrize("part", ["web", "worker", "mail"])
def test_a_part_that_is_killed_comes_back(house, part):
    before = set(house.processes(f" {part} "))
    for pid in before:
        with contextlib.suppress(ProcessLookupError):  # a forked child dies with its parent
            os.kill(pid, signal.SIGKILL)
    assert house.within(30, lambda: set(house.processes(f" {part} ")) - before), house.words()
    assert house.within(5, lambda: not before & set(house.processes()))
    assert house.within(30, house.ready), house.words()


def test_a_database_that_is_killed_comes_back(house):
    os.kill(int((house.data / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert house.within(30, lambda: "PostgreSQL died" in house.words())
    assert house.within(30, house.ready), house.words()


def test_term_stops_everything_within_ten_seconds_and_a_kill_leaves_no_orphan(house):
    before = time.monotonic()
    house.process.terminate()
    assert house.process.wait(15) == 0
    assert time.monotonic() - before < 10
    assert house.processes() == []
    house.open()
    house.process.kill()
    house.process.wait()
    assert house.within(5, lambda: not house.processes())
    done = nitka("token", "create", "--name", "shop", "--data", str(house.data), "--json")
    assert json.loads(done.stdout)["token"]
