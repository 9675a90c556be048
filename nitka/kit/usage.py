"""Processor time and memory of an installation's processes, as /proc has them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents.setdefault(int(_fields(stat)[1]), []).append(int(stat.parent.name))
    found, at = [pid], 0
    while at < len(found):
        found += parents.get(found[at], [])
        at += 1
    return found


def server_of(data: str) -> int:
    """The PostgreSQL that was started for a data directory."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes().split(b"\0")
            if words[0].endswith(b"postgres") and any(word.startswith(data.encode()) for word in words):
                return int(path.parent.name)
    raise LookupError(f"no PostgreSQL runs in {data}")


def processor(pids: Iterable[int], *, ended: bool = False) -> float:
    """Seconds of processor time so far; `ended`: with that of their children that have ended and were waited for."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            total += sum(map(int, _fields(Path(f"/proc/{pid}/stat"))[11 : 15 if ended else 13]))
    return total / _TICK


def memory(pids: Iterable[int]) -> int:
    """Bytes, what is shared counted in proportion."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def _fields(stat: Path) -> list[str]:
    """The fields after the name: state, parent, …"""
    return stat.read_text().rpartition(")")[2].split()
