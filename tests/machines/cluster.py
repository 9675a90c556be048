"""Machines that are one system: processes of their own, one database, one place for blobs, the same keys."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from nitka.cli.tests.house import ENVIRONMENT, within
from nitka.kit import config
from nitka.kit.ports import free_port


class Machine:
    """One data directory with the keys of the first, and the processes started in it."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data, self.environment = data, ENVIRONMENT | environment
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.ports: dict[str, int] = {}

    def start(self, name: str, *words: str, port: str = "--port") -> None:
        """`nitka …`, named `name`."""
        command = [sys.executable, "-m", "nitka.cli", *words, "--data", str(self.data)]
        if port:
            self.ports[name] = free_port()
            command += [port, str(self.ports[name])]
        with (self.data / f"{name}.out").open("wb") as out:
            self.parts[name] = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out)

    def web(self, only: str) -> None:
        self.start(only, "web", "--only", only)

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name]}"

    def is_ready(self, name: str) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return within(60, lambda: self._answers(name))
        return False

    def _answers(self, name: str) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url(name)}/readyz", timeout=5).status_code == 200
        return False

    def make(self, *words: str) -> dict[str, Any]:
        """What a `nitka … create` answers."""
        command = [sys.executable, "-m", "nitka.cli", *words, "--data", str(self.data), "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        made: dict[str, Any] = json.loads(done.stdout)
        return made

    def kill(self, name: str) -> None:
        """At once, as a machine that loses its power."""
        self.parts[name].kill()
        self.parts.pop(name).wait()

    def end(self) -> None:
        for process in self.parts.values():
            process.send_signal(signal.SIGTERM)
        for process in self.parts.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def words(self) -> str:
        """What its processes said."""
        return "\n".join(path.read_text() for path in self.data.glob("*.out"))


def like(first: Machine, data: Path, *, shared: bool) -> Machine:
    """Another machine of the same system: its keys are copied, its blobs are the first one's when they are shared."""
    data.mkdir()
    shutil.copy(first.data / config.FILE, data / config.FILE)
    if shared:
        (first.data / "blobs").mkdir(exist_ok=True)
        os.symlink(first.data / "blobs", data / "blobs")
    made = Machine(data, {})
    made.environment = first.environment
    return made
