"""A throw-away installation that runs as `nitka up` runs it, with a wire between its processes and its database."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from nitka.chaos.wire import Wire
from nitka.kit import config, usage
from nitka.kit.pg import Cluster, binaries
from nitka.kit.ports import free_port

OUTSIDE = ("NITKA_", "DJANGO_", "DATABASE_", "FAKETIME")
FIRST = 400.0  # seconds of the first start, which makes the tables: two minutes and more at a load of 14
STANDARD, BEHIND = 5432, 5433  # where our processes look for the server, and where it is
WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")  # however the run ends, nothing of it stays
PARTS = ("web", "worker", "mail")
Fill = Callable[[Path], None]


class Place:
    """One installation and its processes; `data` is gone afterwards."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None) -> None:
        self.data = data
        self.installation = config.open_or_create(data)
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OUTSIDE)}
        self.environment = clean | (environment or {})
        self.port, self.smtp_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        run = self.installation.run
        self.wire = Wire(str(run / f".s.PGSQL.{STANDARD}"), str(run / f".s.PGSQL.{BEHIND}"))
        self.process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make the database's files and have its server listen behind the wire."""
        Cluster(self.installation).create()
        with (self.data / "pg" / "postgresql.conf").open("a") as conf:
            conf.write(f"\nport = {BEHIND}\n")
        self.installation.run.mkdir(exist_ok=True)
        self.wire.open()

    def open(self, seconds: float = 120) -> None:
        """Start everything and wait until it is ready. Raises RuntimeError with its last words."""
        self.process = self.up("--data", str(self.data), "--port", str(self.port), "--smtp-port", str(self.smtp_port))
        if not within(seconds, lambda: self.ready() or not self.alive) or not self.alive:
            raise RuntimeError(f"the system did not start: {self.words()[-600:]}")

    def up(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`nitka up`; what it prints goes into a file beside the data."""
        with self.out.open("ab") as out:
            command = [*WITH_US, sys.executable, "-m", "nitka.cli", "up", *arguments]
            return subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    @property
    def out(self) -> Path:
        """What `nitka up` printed; not in the data directory, whose disk may be full."""
        return self.data.with_name(f"{self.data.name}.out")

    def words(self) -> str:
        return self.out.read_text(errors="replace") if self.out.exists() else ""

    @property
    def alive(self) -> bool:
        """Whether `nitka up` itself runs."""
        return self.process is not None and self.process.poll() is None

    def ready(self) -> bool:
        """What it says itself."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=3) as answer:  # noqa: S310
                return bool(answer.status == 200) and all(self.part(name) for name in PARTS)
        except (OSError, urllib.error.HTTPError, http.client.HTTPException):
            return False

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """`nitka …` for this installation."""
        command = [sys.executable, "-m", "nitka.cli", *words, "--data", str(self.data), "--json"]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)

    def make(self, *words: str) -> dict[str, Any]:
        """What `nitka … create` answers. Raises RuntimeError with its complaint."""
        done = self.command(*words)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        made: dict[str, Any] = json.loads(done.stdout)
        return made

    def ask(self, statement: str, values: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Look into the database, past the wire."""
        parameters = self.installation.connection("admin") | {"port": BEHIND, "connect_timeout": 5}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def part(self, name: str) -> list[int]:
        """The processes of web, worker or mail."""
        return [pid for pid in self.processes() if f" {name} " in _line(pid)]

    def processes(self) -> list[int]:
        """All that works in the data directory, the postmaster's children too, `up` itself aside."""
        ours = {self.process.pid if self.process else 0, os.getpid()}
        found = [pid for pid in _pids() if str(self.data) in _line(pid) and pid not in ours]
        return list(dict.fromkeys([*found, *(child for pid in found for child in usage.family(pid)[1:])]))

    @property
    def postmaster(self) -> int:
        """The server's first process. Raises OSError while there is none."""
        return int((self.data / "pg" / "postmaster.pid").read_text().split()[0])

    def backends(self) -> list[int]:
        """The server's other processes."""
        with contextlib.suppress(OSError, ValueError):
            return usage.family(self.postmaster)[1:]
        return []

    def restart_server(self) -> None:
        """A fast shutdown, as an administrator does it; the supervisor starts it again."""
        os.kill(self.postmaster, signal.SIGINT)

    def server_program(self) -> str:
        return str(binaries.program("postgres"))

    def end(self) -> list[int]:
        """Kill what is left; the processes that would not go."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        within(5, lambda: not self.processes())
        for pid in self.processes():
            send(pid, signal.SIGCONT)
            send(pid, signal.SIGKILL)
        within(10, lambda: not self.processes())
        self.wire.close()
        return self.processes()


@contextmanager
def standing(data: Path, fill: Fill | None = None, environment: dict[str, str] | None = None) -> Iterator[Place]:
    """An open installation in an empty directory, which is removed afterwards. `fill` may bring keys and tables."""
    if fill is not None:
        fill(data)
    place = Place(data, environment)
    try:
        place.prepare()
        place.open(FIRST)
        yield place
    finally:
        place.end()
        shutil.rmtree(data, ignore_errors=True)


def within(seconds: float, condition: Callable[[], Any]) -> Any:
    """Wait for a state, at most so long; what `condition` said last."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def send(pid: int, kind: signal.Signals) -> bool:
    """A signal to a process that may be gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, kind)
        return True
    return False


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*")]


def _line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""
