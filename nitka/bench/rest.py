"""`nitka bench rest`: what the system takes while nothing happens: `nitka up` on a throw-away directory, a company
opened, twenty pages looked at, then left alone until its processor time is flat. Memory as proportional shares (Pss:
what processes share is counted once), processor time over a window of 30 seconds, by name of the process.

`--full`: the demo company in it, and a window of two minutes. The limit is the goal, 600 MB.
"""

import re
import time
from collections import Counter
from typing import Any

from nitka.bench.house import House, standing
from nitka.bench.progress import say
from nitka.kit import usage

GOAL = 600_000_000  # bytes
PAGES = 20
SETTLED = 1.0  # at rest: from look to look its processor time, in percent of a core, differs by no more
LOOK = 15.0  # seconds of one look; connections that nobody needs are closed meanwhile, one in five seconds
PATIENCE = 200.0


def run(full: bool) -> dict[str, Any]:
    """Measure; see the module."""
    window = 120.0 if full else 30.0
    with standing(demo="full" if full else "") as house:
        say("looking at pages")
        seen = _look_around(house)
        say(f"{seen} pages; waiting for rest")
        settled = _settle(house)
        say(f"at rest after {settled:.0f} s; measuring for {window:.0f} s")
        took = _over(house, window)
        parts = house.parts()
        memory = {name: usage.memory(pids) for name, pids in sorted(parts.items())}
    total = sum(memory.values())
    return {
        "bench": "rest",
        "figures": {
            "memory_mb": _mb(total),
            "processes": sum(map(len, parts.values())),
            "by_process_mb": {name: _mb(size) for name, size in memory.items()},
            "how_many": {name: len(pids) for name, pids in sorted(parts.items())},
            "cpu_percent": round(sum(took.values()), 1),
            "by_process_cpu_percent": {name: round(share, 1) for name, share in sorted(took.items()) if share >= 0.05},
            "at_rest_after_s": round(settled),
        },
        "limit": {"memory_mb": _mb(GOAL)},
        "ratio": round(GOAL / total, 3),
    }


def _look_around(house: House) -> int:
    """Pages that a member's rail and settings lead to, so that what is loaded late is loaded; how many."""
    browser = house.signed_in()
    waiting, seen = ["/"], Counter[str]()
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen[path] += 1
        waiting += re.findall(r'href="(/w/[^"?#]+/)"', browser.get(path))
    return len(seen)


def _settle(house: House) -> float:
    """Wait until nothing is being made ready any more; seconds."""
    start = time.monotonic()
    took, many = float("inf"), 0
    while time.monotonic() - start < PATIENCE:
        before, took = took, sum(_over(house, LOOK).values())
        were, many = many, sum(map(len, house.parts().values()))
        if abs(took - before) < SETTLED and many >= were:
            break
    return time.monotonic() - start


def _over(house: House, seconds: float) -> dict[str, float]:
    """Processor time by process, in percent of a core."""
    pids = house.parts()
    before = {pid: usage.processor([pid]) for those in pids.values() for pid in those}
    start = time.monotonic()
    time.sleep(seconds)
    passed = time.monotonic() - start
    return {
        name: sum(max(0.0, usage.processor([pid]) - before[pid]) for pid in those) / passed * 100
        for name, those in pids.items()
    }


def _mb(size: int) -> float:
    return round(size / 1e6, 1)
