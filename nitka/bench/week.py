"""`nitka bench week --full`: an hour in which a week of the ordinary day is played by the doors of `nitka up` with the
small demo company. Once a minute it is looked at (`watch.py`); at the end, for each figure: what it was, what it
became, and by how much it grows in an hour (`slope.py`). Without `--full`: three minutes of the same pace.

Nothing may grow but what is kept: memory, files, connections, the time of a page, what waits.
"""

import json
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nitka.bench.ground import running
from nitka.bench.house import House, standing
from nitka.bench.progress import say
from nitka.bench.slope import slope_of
from nitka.bench.watch import Seen, Watch

SPEED = 168  # hours of a week in one
AT_ONCE = 120  # conversations under way: at this pace a letter's takes minutes
WARM = 0.1  # of the time, in which everything is loaded and every pool filled
QUIET = 60.0  # seconds after the last act, for what it holds then
SHOWN = ("memory.", "files.", "disk.", "page.", "shown.", "lag.", "errors.", "machine.", "rows.")
MOST = 15  # tables


def run(full: bool) -> dict[str, Any]:
    """Play and look; see the module."""
    seconds, every = (3600.0, 60.0) if full else (180.0, 10.0)
    with standing(demo="small") as house:
        watch = Watch(house, house.signed_in())
        before = watch.tables()
        say("the company is open; playing")
        with running(_players(house, seconds), patience=30):
            seen = list(_looks(watch, seconds, every))
        time.sleep(QUIET)
        rest, after = watch.look(), watch.tables()
        played = _played(house.data / "played")
    said = watch.log.said.most_common(10)
    return {"bench": "week", "figures": _figures(seen, rest, played) | {"tables": _grown(before, after), "said": said},
            "limit": {}, "ratio": None}  # fmt: skip


def _players(house: House, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "nitka.cli", "simulate", "--data", str(house.data), "--speed", str(SPEED)]
    command += ["--seconds", str(seconds), "--at-once", str(AT_ONCE), "--json"]
    with Path(house.data, "played").open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, text=True)


def _played(path: Path) -> dict[str, int]:
    """How often each kind of act was, by the lines that players wrote; the last one may have been cut off."""
    kinds = Counter(re.findall(r'^{"at": "[^"]+", "kind": "(\w+)"', path.read_text(errors="replace"), re.MULTILINE))
    return dict(kinds.most_common())


def _looks(watch: Watch, seconds: float, every: float) -> Iterator[Seen]:
    """As long as it is played, at even times."""
    start, number = time.monotonic(), 0
    while number * every <= seconds:
        time.sleep(max(0.0, start + number * every - time.monotonic()))
        number += 1
        seen = watch.look()
        say(json.dumps({name: round(value, 2) for name, value in seen.items()}))
        yield seen


def _figures(seen: Sequence[Seen], rest: Seen, played: dict[str, int]) -> dict[str, Any]:
    warm = seen[max(1, round(len(seen) * WARM)) :]
    begin, end = warm[0], warm[-1]
    messages = _risen(warm, "rows.messages")
    names = [name for name in warm[-1] if name.startswith(SHOWN)]
    bulk = sum(_risen(warm, name) for name in ("disk.database", "disk.blobs"))
    return {
        "minutes": round((seen[-1]["at"] - seen[0]["at"]) / 60, 1),
        "played": played,
        "messages": int(_risen(seen, "rows.messages")),
        "bytes_per_message": round(bulk / messages) if messages else None,
        "memory_mb": [round(part["memory.all"] / 1e6, 1) for part in (begin, end, rest)],
        "grows": {name: _series(name, warm) for name in sorted(names)},
        "processor_ms_per_message": _processor(warm),
    }


def _series(name: str, warm: Sequence[Seen]) -> dict[str, float]:
    """The middle of the first and of the last fifth, and what it grows by in an hour."""
    points = [(one["at"] / 3600, one[name]) for one in warm if name in one]
    fifth = max(1, len(points) // 5)
    first, last = (statistics.median(y for _x, y in part) for part in (points[:fifth], points[-fifth:]))
    slope = slope_of(points)
    found = {"first": first, "last": last, "per_hour": slope.middle, "low": slope.low, "high": slope.high}
    return {key: round(value, 3 if abs(value) < 100 else 0) for key, value in found.items()}


def _processor(warm: Sequence[Seen]) -> list[float]:
    """Of all processes together for one message, in the first and in the last third."""
    third = max(1, len(warm) // 3)
    return [round(_risen(part, "processor.all_s") * 1000 / max(1.0, _risen(part, "rows.messages")))
            for part in (warm[: third + 1], warm[-third - 1 :])]  # fmt: skip


def _risen(part: Sequence[Seen], name: str) -> float:
    return part[-1][name] - part[0][name]


def _grown(before: dict[str, tuple[int, int, int]], after: dict[str, tuple[int, int, int]]) -> dict[str, list[int]]:
    """The tables that grew most: bytes before and after, rows alive and dead."""
    most = sorted(after, key=lambda name: before.get(name, (0,))[0] - after[name][0])[:MOST]
    return {name: [before.get(name, (0,))[0], *after[name]] for name in most}
