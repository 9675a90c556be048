"""What the page and the player say to each other: two small files in the data directory.

The page writes what is to be played; the player writes what is being played and the last acts.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nitka.demo.simulation.scenarios import SCENARIOS

WANTED, SHOWN = "simulation.json", "simulation-now.json"
KEPT = 60  # acts
ALIVE = timedelta(seconds=8)  # a player that has not written for so long is away


@dataclass(frozen=True, slots=True)
class Wanted:
    """`turn` counts up with every word of the page, so that the same again is news."""

    on: bool = False
    scenario: str = "day"
    speed: float = 60.0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What the player says: whether it plays, since when, how often each act was, the last ones, what went wrong."""

    on: bool = False
    scenario: str = "day"
    speed: float = 60.0
    since: str = ""
    at: str = ""
    counts: dict[str, int] | None = None
    acts: tuple[dict[str, Any], ...] = ()
    trouble: str = ""

    @property
    def alive(self) -> bool:
        """Whether somebody is there to play."""
        try:
            return datetime.now(UTC) - datetime.fromisoformat(self.at) < ALIVE
        except ValueError:
            return False


def wanted(data: Path) -> Wanted:
    """What is to be played; nothing where nobody said."""
    found = _read(data / WANTED)
    try:
        made = Wanted(bool(found["on"]), str(found["scenario"]), float(found["speed"]), int(found["turn"]))
    except (KeyError, TypeError, ValueError):
        return Wanted()
    return made if made.scenario in SCENARIOS and 1 <= made.speed <= 1000 else Wanted(turn=made.turn)


def want(data: Path, *, on: bool, scenario: str, speed: float) -> None:
    """Say what is to be played."""
    _write(data / WANTED, asdict(Wanted(on, scenario, speed, wanted(data).turn + 1)))


def shown(data: Path) -> Shown:
    """What is played."""
    found = _read(data / SHOWN)
    try:
        return Shown(**(found | {"acts": tuple(found.get("acts", ()))}))
    except TypeError:
        return Shown()


def show(data: Path, now: Shown) -> None:
    """Say what is played."""
    _write(data / SHOWN, asdict(now))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    new = path.with_suffix(f".{os.getpid()}.new")
    new.write_text(json.dumps(content, ensure_ascii=False))
    new.replace(path)
