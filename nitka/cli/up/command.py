"""Start, watch, stop."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from nitka.channels.email import tls
from nitka.cli.up import banner, checks
from nitka.kit import blobs, config
from nitka.kit.config import ConfigError, Installation
from nitka.kit.known import strange
from nitka.kit.pg import Cluster, prepare
from nitka.kit.pg.prepare import migrate
from nitka.kit.supervisor import Child, Journal, Supervisor
from nitka.kit.supervisor.elsewhere import Place, place_of
from nitka.kit.supervisor.lock import DataLock, Held

READY_SECONDS = 90.0
MAIL = ("NITKA_INSIDE_NETWORKS", "NITKA_MAIL_URL", "NITKA_RELAY_PORT")  # where mail servers may stand: for the doctor


def run(options: argparse.Namespace) -> int:
    """`nitka up`."""
    installation = config.open_or_create(options.data)
    checks.writable(installation.data)
    lock = _take(installation)
    try:
        checks.port_is_free(options.host, options.port, "--port")
        if options.smtp_port:
            checks.port_is_free(options.host, options.smtp_port, "--smtp-port")
            tls.offered()
        if options.demo:  # its relay stands one further
            checks.port_is_free(options.host, relay_port(options), "--smtp-port" if options.smtp_port else "--port")
        return House(installation, lock, options).live()
    finally:
        lock.__exit__(None, None, None)


def relay_port(options: argparse.Namespace) -> int:
    """Where the demo's own relay listens."""
    return int(options.smtp_port or options.port) + 1


def log_place() -> Place | None:
    """Where lines of the log go besides. Raises ConfigError."""
    try:
        return place_of(os.environ.get("NITKA_LOG_TO", ""))
    except ValueError as problem:
        raise ConfigError(str(problem)) from None


def _take(installation: Installation) -> DataLock:
    """The lock; a command that works in the directory is waited for, another `up` is not."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return DataLock(installation.data, "up").__enter__()
        except Held as held:
            if held.holder.get("purpose") == "up" or time.monotonic() > deadline:
                raise checks.in_use(installation.data, held) from None
            time.sleep(0.1)


class House:
    """One run of `nitka up`."""

    def __init__(self, installation: Installation, lock: DataLock, options: argparse.Namespace) -> None:
        self.installation = installation
        self.lock = lock
        self.options = options
        host = "127.0.0.1" if options.host in ("0.0.0.0", "::") else options.host  # noqa: S104
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{options.port}"
        self.journal = Journal(installation.data / "log" / "nitka.log", calm=options.demo, to=log_place())
        self.cluster = Cluster(installation) if installation.embedded else None
        self.supervisor = Supervisor(self.journal, self.cluster)
        self.listener: socket.socket | None = None  # held here: a web process may end, connections wait for the next
        self.restarts, self.trouble = 0, ""
        self.relay_port = relay_port(options)
        self.environment = {
            "NITKA_DATA": str(installation.data),
            "NITKA_PUBLIC_URL": os.environ.get("NITKA_PUBLIC_URL", self.url),
            "NITKA_RELAY_PORT": str(self.relay_port),
            "NITKA_DEMO_SMTP": f"{self.options.host}:{self.options.smtp_port}" if self.options.smtp_port else "",
            "DJANGO_SETTINGS_MODULE": "nitka.settings",
        }

    def live(self) -> int:
        """Until told to stop; then everything is stopped, whatever happened."""
        self.supervisor.catch_signals()
        try:
            self._open()
            while not self.supervisor.stopping:
                self.supervisor.run(until=lambda: self.supervisor.asked)
                if self.supervisor.asked:
                    self._restart()
        finally:
            self.journal.say("stopping")
            self.supervisor.stop()
            if self.listener is not None:
                self.listener.close()
            self.journal.say("stopped")
            self.journal.close()
        return 0

    def _open(self) -> None:
        for name in strange(os.environ):
            self.journal.say("a variable is set that nothing reads", "warning", variable=name)
        if self.cluster is not None:
            self.journal.say("starting PostgreSQL")
            self.cluster.start()
            if self.supervisor.stopping:
                return
            self.cluster.create_database()
        prepare(self.installation)
        blobs.check(self.installation)
        self.journal.say("bringing the tables up to date")
        migrate(self.installation)
        self.listener = checks.listen(self.options.host, self.options.port)
        self.supervisor.start(self._children())
        self._publish()
        self._wait_until_ready()
        if self.options.demo:
            self._fill()
        if not self.supervisor.stopping:
            self._greet()

    def _publish(self) -> None:
        state = {"pid": os.getpid(), "url": self.url}
        state |= {name: getattr(self.options, name) for name in ("host", "port", "smtp_port", "demo", "demo_size")}
        state |= {"restarts": self.restarts, "trouble": self.trouble}
        state |= {"database_url": self.installation.database_url, "direct_url": self.installation.direct_url}
        state["environment"] = {name: os.environ.get(name, "") for name in blobs.SETTINGS}
        state["mail"] = {name: value for name in MAIL if (value := (os.environ | self.environment).get(name))}
        self.lock.publish(state)

    def _child(self, name: str, *arguments: str, role: str = "app") -> Child:
        command = [sys.executable, "-m", "nitka.cli", name, "--data", str(self.installation.data), *arguments]
        return Child(name, command, self.environment | {"NITKA_ROLE": role}, self.journal)

    def _web(self) -> Child:
        assert self.listener is not None
        child = self._child("web", "--host", self.options.host, "--port", str(self.options.port),
                            "--listen-fd", str(self.listener.fileno()))  # fmt: skip
        child.inherits = (self.listener.fileno(),)
        return child

    def _children(self) -> list[Child]:
        host = ("--host", self.options.host)
        relay = self._child("relay", "--port", str(self.relay_port), "--follow", self.url)
        return [
            self._web(),
            self._child("worker", role="worker"),
            self._child("mail", *host, "--smtp-port", str(self.options.smtp_port)),
            *([relay] if self.options.demo else []),
        ]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        web = next(child for child in self.supervisor.children if child.name == "web")
        self.supervisor.run(until=lambda: web.is_ready or self._hopeless() or time.monotonic() > deadline)
        self.supervisor.run(until=lambda: _answers(self.url) or self._hopeless() or time.monotonic() > deadline)
        if not self.supervisor.stopping and not _answers(self.url):
            last = next((child.last_line for child in self.supervisor.children if child.falls), "")
            raise ConfigError(
                f"The system did not get ready ({last[:300]}): the whole story is in {self.journal.path}."
            )

    def _restart(self) -> None:
        """Take the program that is installed now: its tables, a web process beside the old one, the others anew."""
        self.journal.say("restarting")
        try:
            migrate(self.installation)
            self.trouble = self._hand_over()
        except ConfigError as error:
            self.trouble = str(error)
        if not self.trouble and not self.supervisor.stopping:
            for child in self.supervisor.children:
                if child.name in ("worker", "mail"):
                    child.renew()
        self.restarts += 1
        self.supervisor.asked = False
        if not self.supervisor.stopping:
            self._publish()
            self.journal.say("not restarted" if self.trouble else "restarted", reason=self.trouble)

    def _hand_over(self) -> str:
        """What hindered it; "": the old web process has ended, or does within half a minute."""
        old = next(child for child in self.supervisor.children if child.name == "web")
        handover = self.supervisor.replace(old, self._web())
        self.supervisor.run(until=lambda: handover not in self.supervisor.handovers)
        return handover.trouble

    def _hopeless(self) -> bool:
        return any(child.falls >= 4 for child in self.supervisor.children)

    def _fill(self) -> None:
        """The demo company, made beside the running system; a second time it only says who can sign in."""
        job = self._child("demo", "--size", self.options.demo_size)
        job.start()
        self.supervisor.run(until=lambda: not job.running)
        if self.supervisor.stopping:
            job.signal(signal.SIGKILL)
        elif job.process is not None and job.process.returncode != 0:
            self.journal.say("the demo company could not be made", "error", reason=job.last_line)

    def _greet(self) -> None:
        data: Path = self.installation.data
        smtp = f"{self.options.host}:{self.options.smtp_port}" if self.options.smtp_port else "no SMTP port"
        smtp += f"   (LMTP {self.installation.lmtp_socket})"
        notes = banner.demo_notes(data)
        self.journal.say("ready", url=self.url)
        print("\n".join(banner.lines(self.url, data, smtp, notes, self.journal.path)), flush=True)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False
