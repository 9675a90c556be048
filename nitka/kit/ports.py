"""Ports of this machine."""

import fcntl
import os
import random
import socket
import tempfile
from functools import cache
from pathlib import Path

BELOW = 12_000  # how many ports below those that the system hands out by itself are given
RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, and that no other process is given while this one lives.

    None of those that the system hands out by itself: before ours is listened on, any connection could have it.
    Raises OSError when there is none.
    """
    end = int(RANGE.read_text().split()[0]) if RANGE.exists() else 32_768
    begin = max(1_024, end - BELOW)
    for port in random.sample(range(begin, end), end - begin):
        if port not in _given and _kept(port) and _free(port):
            _given.add(port)
            return port
    raise OSError(f"all ports from {begin} to {end - 1} are taken")


def _kept(port: int) -> bool:
    """From now on other processes pass it by: a lock on its byte of a file, which ends with this process."""
    try:
        fcntl.lockf(_book(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


@cache
def _book() -> int:
    """The file of the locks, open as long as this process lives: to close it would end them."""
    return os.open(Path(tempfile.gettempdir(), f"nitka-ports-{os.getuid()}"), os.O_RDWR | os.O_CREAT, 0o600)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
