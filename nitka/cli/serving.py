"""Granian as we need it: on a socket that somebody else holds, and ending without losing anybody.

Two processes may accept from one socket: who takes the place of another begins before the other ends, and a connection
that waits in the socket's queue is taken by whoever is there. (With SO_REUSEPORT each has a queue of its own, and what
waits in it is cut off when its owner ends.) See docs/decisions/web-is-handed-over.md.
"""

from __future__ import annotations

import os
import signal
import socket
import time
from contextlib import suppress
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

GOODBYE = 0.3  # seconds from the last connection that is taken to the end of the streams
DRAIN = 30  # seconds that a process which is replaced has for the requests under way


class Ending(MPServer):
    """Ends open streams once nothing new is taken: their readers come back, to another process."""

    def _stop_workers(self) -> None:
        for worker in self.wrks:
            worker.terminate()  # type: ignore[no-untyped-call]
        time.sleep(GOODBYE)
        for worker in self.wrks:
            with suppress(ProcessLookupError, AttributeError):
                os.kill(worker.inner.pid, signal.SIGUSR1)
        super()._stop_workers()  # type: ignore[no-untyped-call]


class Shared(Ending):
    """Listens on an inherited socket."""

    def __init__(self, *arguments: Any, listen_fd: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.listen_fd = listen_fd

    def _init_shared_socket(self) -> None:
        self._shd: Any = SocketHolder(self.listen_fd, False, self.backlog)  # type: ignore[call-arg]
        self._sfd: Any = self.listen_fd
        self._ssp = None
        self._sso = socket.socket(fileno=self.listen_fd)
        self._sso.set_inheritable(True)
