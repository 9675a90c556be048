"""A running `nitka up` in a directory of its own, to be hurt."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from nitka.bench.stream import free_port

OUTSIDE = ("NITKA_", "DJANGO_", "DATABASE_")
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(OUTSIDE)}


def within(seconds: float, condition: Callable[[], Any]) -> Any:
    """Wait for a state; what `condition` says at last."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


class House:
    """All processes of one installation."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.smtp_port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "stdout"

    def open(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "nitka.cli", "up", "--data", str(self.data)]
        command += ["--port", str(self.port), "--smtp-port", str(self.smtp_port)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=ENVIRONMENT, stdout=log, stderr=log)
        assert within(90, lambda: b"is open at" in self.log.read_bytes()), self.log.read_text()
        assert self.within_ready()

    def within_ready(self, seconds: float = 60) -> bool:
        """Wait until it says that it is ready."""
        return bool(within(seconds, self._ready))

    def _ready(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        return False

    def make(self, *words: str) -> dict[str, Any]:
        """What a `nitka … create` answers."""
        command = [sys.executable, "-m", "nitka.cli", *words, "--data", str(self.data), "--json"]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stderr
        made: dict[str, Any] = json.loads(done.stdout)
        return made

    def processes(self, word: str = "") -> list[int]:
        """Whatever works in our data directory, `up` itself aside."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
                pid = int(path.parent.name)
                if str(self.data) in line and word in line and pid not in (self.process.pid, os.getpid()):
                    found.append(pid)
        return found

    def kill(self, what: str) -> None:
        """Kill -9 one part, or "everything", and see it up again."""
        if what == "everything":
            self.process.kill()
            for pid in self.processes():
                _kill(pid)
            self.process.wait()
            assert within(20, lambda: not self.processes())
            self.open()
        else:
            gone = [self.postmaster] if what == "postgres" else self.processes(f" {what} ")
            for pid in gone:
                _kill(pid)
            assert within(30, lambda: not {*gone} & {*self.processes()})
            assert self.within_ready()

    @property
    def postmaster(self) -> int:
        """The server's first process."""
        return int((self.data / "pg" / "postmaster.pid").read_text().split()[0])


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
