"""A running `nitka up` in a directory of its own: for tests that need the whole system, and may hurt it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from smtplib import SMTP
from typing import Any, TypeVar

import httpx
import psycopg

from nitka.kit import config
from nitka.kit.ports import free_port
from nitka.kit.tests import template

OUTSIDE = ("NITKA_", "DJANGO_", "DATABASE_")
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(OUTSIDE)}
T = TypeVar("T")


def within(seconds: float, condition: Callable[[], T]) -> T:
    """Wait for a state; what `condition` says at last. Asked once a turn: what held may not hold a moment later."""
    deadline = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def until(look: Callable[[], T], seconds: float = 10) -> T:
    """What `look` sees once it sees something."""
    seen = within(seconds, look)
    assert seen, f"nothing after {seconds} s"
    return seen


def nitka(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command, as a person gives it."""
    command = [sys.executable, "-m", "nitka.cli", *arguments]
    return subprocess.run(command, env=ENVIRONMENT | environment, capture_output=True, text=True, timeout=90)


class House:
    """All processes of one installation."""

    more: tuple[str, ...] = ()  # words to `nitka up`

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.environment = data, environment
        self.port, self.smtp_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.out = data / "stdout"
        self.process: subprocess.Popen[bytes]

    def open(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "nitka.cli", "up", "--data", str(self.data)]
        command += ["--port", str(self.port), "--smtp-port", str(self.smtp_port), *self.more]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(command, env=ENVIRONMENT | self.environment, stdout=out, stderr=out)
        within(400 if self.more else 90, lambda: "is open at" in self.words() or self.process.poll() is not None)
        assert "is open at" in self.words(), self.words()
        assert self.is_ready(), self.words()

    def words(self) -> str:
        """What it printed."""
        return self.out.read_text()

    def is_ready(self, seconds: float = 60) -> bool:
        """Wait until it says that it is ready."""
        return within(seconds, self._ready)

    def _ready(self) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        return False

    def make(self, *words: str) -> dict[str, Any]:
        """What a `nitka … create` beside it answers."""
        done = nitka(*words, "--data", str(self.data), "--json", **self.environment)
        assert done.returncode == 0, done.stderr
        made: dict[str, Any] = json.loads(done.stdout)
        return made

    @contextmanager
    def signed_in(self, email: str = "owner@uklad.example", role: str = "owner") -> Iterator[httpx.Client]:
        """A member's browser without a screen, below /w/<slug>/."""
        made = self.make("member", "create", "--email", email, "--role", role)
        with httpx.Client(base_url=self.url, timeout=20, follow_redirects=True) as client:
            client.get("/accounts/login/")
            form = {"login": made["email"], "password": made["password"]}
            form |= {"csrfmiddlewaretoken": client.cookies["csrftoken"]}
            home = client.post("/accounts/login/", data=form)
            assert (home.status_code, home.url.path[:3]) == (200, "/w/"), home.url
            assert "sessionid" in client.cookies
            client.base_url = home.url.join("/".join([*home.url.path.split("/")[:3], ""]))
            yield client

    @contextmanager
    def api(self, name: str = "tests") -> Iterator[httpx.Client]:
        """A program with a token, below /api/v1/."""
        headers = {"Authorization": f"Bearer {self.make('token', 'create', '--name', name)['token']}"}
        with httpx.Client(base_url=f"{self.url}/api/v1/", headers=headers, timeout=20) as client:
            yield client

    def ask(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Look into its database, or move its clock by hand."""
        with psycopg.connect(**config.read(self.data).connection("admin"), autocommit=True) as connection:
            cursor = connection.execute(statement, values)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def post(self, letter: EmailMessage) -> None:
        """Send a letter the way the world does."""
        with SMTP("127.0.0.1", self.smtp_port, timeout=10) as smtp:
            smtp.send_message(letter)

    def complaints(self) -> list[str]:
        """What its log says went wrong."""
        lines = (self.data / "log" / "nitka.log").read_text().splitlines()
        return [line for line in lines if json.loads(line).get("level") in ("error", "critical")]

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

    @property
    def postmaster(self) -> int:
        """The database server's first process."""
        return int((self.data / "pg" / "postmaster.pid").read_text().split()[0])

    def kill(self, what: str) -> None:
        """Kill -9 one part, or "everything", and see it up again."""
        if what == "everything":
            self.process.kill()
            _kill(self.processes())
            self.process.wait()
            assert within(20, lambda: not self.processes())
            self.open()
        else:
            gone = [self.postmaster] if what == "postgres" else self.processes(f" {what} ")
            assert gone, f"no {what} runs"
            _kill(gone)
            assert within(30, lambda: not {*gone} & {*self.processes()})
            assert what == "postgres" or within(30, lambda: self.processes(f" {what} ")), self.words()
            assert self.is_ready(), self.words()

    def close(self) -> int:
        """Stop it as TERM does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def end(self) -> None:
        """Kill `up`; nothing of it may stay."""
        self.process.kill()
        self.process.wait()
        assert within(10, lambda: not self.processes()), [_line(pid) for pid in self.processes()]


@contextmanager
def standing(name: str, *, empty: bool = False, demo: str = "", **environment: str) -> Iterator[House]:
    """A house for a while: with its tables made and nothing in them, from an `empty` directory, with a demo company."""
    data = Path(tempfile.mkdtemp(prefix=f"nitka-{name}-"))
    data.chmod(0o711)  # the server's own user must pass it
    if not empty:
        template.keys(data)
        template.tables(data)
    house = House(data, **environment)
    house.more = ("--demo", "--demo-size", demo) if demo else ()
    try:
        house.open()
        yield house
    finally:
        house.end()
        shutil.rmtree(data, ignore_errors=True)


def _kill(pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # a forked child dies with its parent
            os.kill(pid, signal.SIGKILL)


def _line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return "gone"
