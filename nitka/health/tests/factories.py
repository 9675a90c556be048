"""Readings to be judged."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nitka.health.reading import Database, Machine, Process, Reading
from nitka.kit.pg.prepare import EXTENSIONS

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
GB = 2**30
FIGURES = {
    "size": GB, "most": 120, "connections": 20, "here": 20, "seen": True, "oldest": 0.5, "idle": 0, "blocked": 0,
    "stray": 0, "months": ["2026_11", "2026_12", "2027_01"],
}  # fmt: skip


def process(kind: str, age: float = 3, **figures: Any) -> Process:
    """One that spoke `age` seconds ago."""
    return Process(kind, "box", 7, "1", NOW, NOW, age, figures)


def database(**changes: Any) -> Database:
    """One that is well."""
    loops = {"digester": {"silence": 0, "breaks": 0}}
    living = (process("web"), process("worker", loops=loops), process("mail"))
    whole = Database(18, "18.6", 0.01, frozenset(EXTENSIONS), (), (), FIGURES, living)
    return replace(whole, **changes)


def reading(machine: dict[str, Any] | None = None, **changes: Any) -> Reading:
    """A system that is well, but for `changes` of the database."""
    around = replace(Machine(free=100 * GB, total=200 * GB), **(machine or {}))
    return Reading(NOW, "1", "3.11", "5.2", Path("/data"), True, around, database(**changes))
