"""One PostgreSQL server of ours in `<data>/pg`, a child of the process that starts it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Self

import psycopg

from nitka.kit.config import DATABASE, ConfigError, Installation
from nitka.kit.pg import binaries, identity, settings

# Redo of a long write-ahead log after a kill may take minutes; it is work, not a hang.
START_SECONDS = 600.0
INITDB = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--encoding=UTF8"]


class ClusterError(ConfigError):
    """The server did not do what it must."""


class Cluster:
    """The server of an installation. It dies with the process that started it; the next start recovers."""

    def __init__(
        self, installation: Installation, *, throw_away: bool = False, overrides: dict[str, str] | None = None
    ) -> None:
        self.installation = installation
        self.throw_away = throw_away
        self.overrides = overrides or {}
        self.directory = installation.data / "pg"
        self.log = installation.data / "log" / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.interrupted: Callable[[], bool] = lambda: False  # asked while waiting for a long redo

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def create(self) -> None:
        """Make the cluster's files when they are not there. Whole or not at all: made beside, then renamed."""
        if (self.directory / "PG_VERSION").exists():
            self._check_version()
            return
        new = identity.give(self.installation.data / "pg.new")
        shutil.rmtree(new)
        identity.give(new)
        sync = ["--no-sync"] if self.throw_away else []
        secret = identity.hand_over(new.with_suffix(".password"), self.installation.passwords["admin"])
        flags = [*INITDB, "--auth=scram-sha-256", "--username=postgres", f"--pwfile={secret}", *sync]
        command = identity.command([binaries.program("initdb"), "-D", str(new), *flags], new)
        try:
            done = subprocess.run(command, capture_output=True, text=True, env=_environment(), cwd="/")
        finally:
            secret.unlink()
        if done.returncode != 0:
            raise ClusterError(f"The database could not be made in {new}: {done.stderr.strip().splitlines()[-1:]}")
        new.rename(self.directory)

    def _check_version(self) -> None:
        found = (self.directory / "PG_VERSION").read_text().strip()
        if found != str(binaries.MAJOR):
            raise ClusterError(
                f"{self.directory} was made by PostgreSQL {found}, this version has {binaries.MAJOR}: "
                "install the version of Nitka that made it, or choose another directory with --data."
            )

    def start(self, timeout: float = START_SECONDS) -> None:
        """Start the server and wait until it answers. To be called from the main thread (it dies with its thread)."""
        self.create()
        self._clear_the_way()
        sockets = identity.give(self.installation.run, 0o755)
        _own(sockets)
        arguments = settings.arguments(self.directory, sockets, throw_away=self.throw_away, overrides=self.overrides)
        command = identity.command(
            [binaries.program("postgres"), *arguments], self.directory, sockets, pdeathsig="QUIT"
        )
        with self._open_log() as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
                cwd="/",
            )
        self._wait_until_ready(timeout)

    def _open_log(self) -> IO[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > 20_000_000:
            self.log.rename(self.log.with_suffix(".log.1"))
        return self.log.open("ab")

    def _wait_until_ready(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if not self.running:
                raise ClusterError(f"PostgreSQL did not start: {self.last_words()} (the whole story is in {self.log})")
            if self.answers() or self.interrupted():
                return
            time.sleep(0.02)
        self.stop()
        raise ClusterError(f"PostgreSQL was not ready after {timeout:.0f} s: see {self.log}.")

    def last_words(self) -> str:
        """The last complaint in the server's log."""
        lines = self.log.read_text(errors="replace").splitlines()[-30:]
        loud = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
        return (loud or lines or ["no reason given"])[-1]

    def answers(self) -> bool:
        """True when the server takes a connection of its superuser."""
        parameters = self.installation.connection("admin") | {"dbname": "postgres", "connect_timeout": 5}
        try:
            psycopg.connect(**parameters).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, timeout: float = 8.0) -> None:
        """Stop at once but cleanly (a checkpoint, no waiting for clients); harder when that does not help."""
        process = self.process
        if process is None:
            return
        for kind, seconds in ((signal.SIGINT, timeout), (signal.SIGQUIT, 2.0), (signal.SIGKILL, 5.0)):
            if process.poll() is None:
                process.send_signal(kind)
                try:
                    process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
        self.process = None
        if self.installation.data not in self.installation.run.parents:
            shutil.rmtree(self.installation.run, ignore_errors=True)

    def _clear_the_way(self) -> None:
        """After a kill: end what is left of our own server, drop a pid file that names somebody else's process."""
        pid_file = self.directory / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return
        if _is_our_server(pid, self.directory):
            _end(pid, self.directory)
        for stale in (pid_file, self.installation.run / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)

    def create_database(self) -> None:
        """Make the database of the installation when it is not there."""
        parameters = self.installation.connection("admin") | {"dbname": "postgres"}
        with psycopg.connect(**parameters, autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(f"create database {DATABASE}")


def _environment() -> dict[str, str]:
    """Ours without what would lead the server or its programs elsewhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C.UTF-8"}


def _own(directory: Path) -> None:
    """Refuse a socket directory that somebody else made for us (it may lie in /tmp)."""
    owner = directory.stat().st_uid
    user = identity.account()
    if owner != (user.pw_uid if user else os.geteuid()):
        raise ClusterError(f"{directory} belongs to somebody else: remove it and start again.")


def _is_our_server(pid: int, directory: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[0].endswith(b"postgres") and str(directory).encode() in words


def _end(pid: int, directory: Path) -> None:
    """End a server of ours that outlived its starter."""
    for kind, seconds in ((signal.SIGINT, 10.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, kind)
        while _is_our_server(pid, directory) and time.monotonic() < deadline:
            time.sleep(0.02)
