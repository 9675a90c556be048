"""Ties between a process and the one that started it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
PARENT = "NITKA_PARENT"
READY = "NITKA_READY_FD"
FILES = 65_536  # what the units in deploy/ allow, too


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


def take_files(most: int = FILES) -> int:
    """Let this process, and those it starts, open as many files as the machine allows it, at most so many; how many
    that are. A shell gives 1,024, which a thousand open streams use up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return soft


def tell_ready() -> None:
    """Say to the supervisor, where there is one that listens, that this process serves."""
    given = os.environ.pop(READY, "")
    if given:
        with contextlib.suppress(OSError):
            os.write(int(given), b"ready\n")
            os.close(int(given))
