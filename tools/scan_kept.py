"""A scan that takes several sittings: what is asked, by whom, and how far each module came, in a folder.

    <folder>/asked.json    who asks, their headers and requests, how much of the site was read: written once
    <folder>/came.json     by who: counts of each module, what was found
    <folder>/<who>/        wapiti's own memory of the addresses that a module is done with
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scan_site import Asked

REPLACED = ("addresses", "of", "ended")  # the last of them counts; statuses and seconds add up


@dataclass
class Who:
    """Who asks: how they are known, what they ask, what came of it."""

    name: str
    headers: dict[str, str]
    requests: list[Asked]
    document: str = ""  # the API's
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)  # to the listener

    def add(self, counts: dict[str, dict[str, int]]) -> None:
        """Of one more run of modules."""
        for module, more in counts.items():
            mine = self.counts.setdefault(module, {})
            for what, number in more.items():
                mine[what] = number if what in REPLACED else mine.get(what, 0) + number

    def ended(self, module: str) -> bool:
        """Whether it was at its end before its time."""
        return bool(self.counts.get(module, {}).get("ended"))


@dataclass
class Reading:
    """How much of a site was read: names of addresses, their parameters, names that nothing led to."""

    names: int
    parameters: int
    unseen: list[str]


def written(folder: Path, reading: Reading, whose: list[Who]) -> None:
    """Keep what is asked."""
    people = [{"name": one.name, "headers": one.headers, "document": one.document,
               "requests": [each.as_json() for each in one.requests]} for one in whose]  # fmt: skip
    (folder / "asked.json").write_text(json.dumps({"reading": reading.__dict__, "whose": people}))


def opened(folder: Path) -> tuple[Reading, list[Who]] | None:
    """What an earlier sitting asked and how far it came; None: there was none."""
    if not (folder / "asked.json").exists():
        return None
    kept = json.loads((folder / "asked.json").read_text())
    whose = [Who(**one | {"requests": [_asked(each) for each in one["requests"]]}) for one in kept["whose"]]
    came = json.loads((folder / "came.json").read_text()) if (folder / "came.json").exists() else {}
    for one in whose:
        for name, value in came.get(one.name, {}).items():
            setattr(one, name, value)
    return Reading(**kept["reading"]), whose


def remembered(folder: Path, whose: list[Who]) -> None:
    """Keep how far they came."""
    came = {one.name: {"found": one.found, "counts": one.counts, "came": one.came} for one in whose}
    beside = folder / "came.json.new"
    beside.write_text(json.dumps(came, indent=1))
    beside.replace(folder / "came.json")


def _asked(one: dict[str, Any]) -> Asked:
    fields = tuple((name, value) for name, value in one["fields"])
    return Asked(**one | {"fields": fields, "files": tuple(one["files"])})
