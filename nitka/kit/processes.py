"""Ties between a process and the one that started it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
PARENT = "NITKA_PARENT"
READY = "NITKA_READY_FD"


def die_with_parent(parent: int | None = None) -> None:
    """From now on the kernel kills this process when its parent dies, however it dies."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if parent is not None and os.getppid() != parent:
        os._exit(1)  # it died before we said so


def follow_supervisor() -> None:
    """Called first in each supervised process: nothing outlives `nitka up`."""
    parent = os.environ.get(PARENT)
    if parent and os.getppid() == int(parent):
        die_with_parent(int(parent))


def tell_ready() -> None:
    """Say to the supervisor, where there is one that listens, that this process serves."""
    given = os.environ.pop(READY, "")
    if given:
        with contextlib.suppress(OSError):
            os.write(int(given), b"ready\n")
            os.close(int(given))
