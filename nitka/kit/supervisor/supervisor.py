"""The loop that starts, watches and stops."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from nitka.kit.pg import Cluster
from nitka.kit.supervisor.child import Child
from nitka.kit.supervisor.handover import Handover
from nitka.kit.supervisor.journal import Journal

STOP_SECONDS = 5.0


class Supervisor:
    """Owns the server of the database (when it is ours) and the children. One thread: the main one."""

    def __init__(self, journal: Journal, cluster: Cluster | None) -> None:
        self.journal = journal
        self.cluster = cluster
        self.children: list[Child] = []
        self.stopping = False
        self.asked = False  # for a restart
        self.handovers: list[Handover] = []
        self._wake_out, self._wake_in = os.pipe()
        if cluster is not None:
            cluster.interrupted = lambda: self.stopping

    def catch_signals(self) -> None:
        """TERM, Ctrl-C and a lost terminal stop everything; SIGCHLD wakes the loop."""
        os.set_blocking(self._wake_in, False)
        signal.set_wakeup_fd(self._wake_in, warn_on_full_buffer=False)
        for kind in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(kind, self._stop)
        signal.signal(signal.SIGUSR1, self._ask)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def replace(self, old: Child, new: Child) -> Handover:
        """Start `new`, end `old` once it is ready. Tended with the rest."""
        handover = Handover(old, new, self.children, self.journal)
        self.handovers.append(handover)
        return handover

    def start(self, children: Sequence[Child]) -> None:
        """Start the children and keep them."""
        for child in children:
            self.children.append(child)
            child.start()

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Tend everything until told to stop, or until `until` says so (asked ten times a second)."""
        while not self.stopping and not until():
            self._tend_server()
            for child in self.children:
                child.tend()
            self.handovers = [one for one in self.handovers if not one.tend()]
            self._sleep(0.1)

    def _sleep(self, seconds: float) -> None:
        if select.select([self._wake_out], [], [], seconds)[0]:
            os.read(self._wake_out, 4096)

    def _tend_server(self) -> None:
        if self.cluster is None or self.cluster.running:
            return
        self.journal.say("PostgreSQL died, starting it again", "error", reason=self.cluster.last_words())
        try:
            self.cluster.start()
        except Exception as error:
            self.journal.say("PostgreSQL did not start", "error", reason=str(error))
            self._sleep(2.0)

    def stop(self) -> None:
        """End the children, then the server: all within ten seconds."""
        everyone = {*self.children, *(child for one in self.handovers for child in (one.old, one.new))}
        for child in everyone:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.running for child in everyone) and time.monotonic() < deadline:
            self._sleep(0.05)
        for child in everyone:
            if child.running:
                self.journal.say("process did not stop in time, killed", "warning", name=child.name)
            child.signal(signal.SIGKILL)  # and what it may have left in its group
        if self.cluster is not None:
            self.cluster.stop(timeout=3.0)
