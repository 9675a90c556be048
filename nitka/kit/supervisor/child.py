"""One supervised process."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

from nitka.kit.processes import PARENT, READY
from nitka.kit.supervisor.journal import Journal

BACK_OFF = (0.1, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_SECONDS = 30.0
# glibc otherwise gives each of dozens of threads a heap that never shrinks; Python lets one run at a time
ARENAS = {"MALLOC_ARENA_MAX": "2"}


class Child:
    """A command that must always run; what it prints goes into the journal."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], journal: Journal,
        inherits: Sequence[int] = (),
    ) -> None:  # fmt: skip
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.journal = journal
        self.process: subprocess.Popen[str] | None = None
        self.started = 0.0
        self.again = 0.0
        self.falls = 0
        self.last_line = ""
        self.inherits = tuple(inherits)  # descriptors that it may use; it says by another that it is ready
        self.renewing = False
        self._ready = -1
        self._said_ready = False

    @property
    def is_ready(self) -> bool:
        """True once it has said so: a line into NITKA_READY_FD. For children that inherit something."""
        if self._ready >= 0 and select.select([self._ready], [], [], 0)[0]:
            said = os.read(self._ready, 100)
            os.close(self._ready)
            self._ready = -1
            self._said_ready = bool(said)
        return self._said_ready

    @property
    def running(self) -> bool:
        """True while the process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it, a session of its own: Ctrl-C reaches the supervisor only. From the main thread."""
        told, tells = self._pipe()
        self._ready, self._said_ready = told, False
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=ARENAS | os.environ | self.environment | {PARENT: str(os.getpid()), "PYTHONUNBUFFERED": "1"}
            | ({READY: str(tells)} if tells >= 0 else {}),
            start_new_session=True,
            pass_fds=[*self.inherits, tells] if tells >= 0 else self.inherits,
        )
        if tells >= 0:
            os.close(tells)
        self.started = time.monotonic()
        threading.Thread(target=self._listen, args=[self.process], daemon=True, name=f"log-{self.name}").start()

    def _pipe(self) -> tuple[int, int]:
        """Where it tells that it is ready: our end and its own."""
        if self._ready >= 0:
            os.close(self._ready)
            self._ready = -1
        return os.pipe() if self.inherits else (-1, -1)

    def renew(self) -> None:
        """End it; `tend` starts it again at once."""
        self.renewing = True
        self.signal(signal.SIGTERM)

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip():
                self.last_line = line.strip()
                self.journal.take(self.name, line.rstrip("\n"))

    def tend(self) -> None:
        """Start it again when it died, a little later each time."""
        now = time.monotonic()
        if self.running or now < self.again:
            return
        if self.process is not None:
            code = self.process.returncode
            self.process = None
            if self.renewing:
                self.renewing = False
                return self.start()
            self.falls = 0 if now - self.started > STEADY_SECONDS else self.falls
            pause = BACK_OFF[min(self.falls, len(BACK_OFF) - 1)]
            self.falls += 1
            self.again = now + pause
            self.journal.say("process died, will be started again", "error", name=self.name, code=code, seconds=pause)
            return
        self.start()
        return

    def signal(self, kind: signal.Signals) -> None:
        """Send a signal to the process and all that it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                if kind == signal.SIGKILL:
                    os.killpg(self.process.pid, kind)
                elif self.running:
                    self.process.send_signal(kind)
