"""What is locked, as its own metadata tells: `python tools/locked.py` prints name, version, licence, and who it is for.

Read from what is installed, so nothing is asked of anybody. When a version came out no metadata says; a list of
vulnerabilities is nowhere in it: that is `pip-audit`'s (`docs/security.md`, What others wrote).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

LOCK = Path(__file__).resolve().parent.parent / "uv.lock"
# What would bind a company that runs or changes Nitka; LGPL and MPL bind who changes them themselves.
REFUSED = re.compile(
    r"AGPL|Affero|SSPL|Server Side Public|BUSL|Business Source|Commons Clause|(?<!L)GPL-?v?[23]"
    r"|(?<!Lesser )General Public",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Locked:
    """A package of the list."""

    name: str
    version: str
    installed: str  # "" where the list has it for other systems only
    licence: str
    runs: bool  # a running Nitka needs it


def locked() -> list[Locked]:
    """All of `uv.lock` that is for this machine, by name."""
    lines = re.findall(r"^([\w.-]+(?:\[[^\]]*\])?==[^\\\n]+)", LOCK.read_text(), re.MULTILINE)
    wanted = [one for one in map(Requirement, lines) if one.marker is None or one.marker.evaluate()]
    running = closure("nitka")
    named = sorted((one.name, str(one.specifier).removeprefix("==")) for one in wanted)
    return [one_of(name, version, plain(name) in running) for name, version in named]


def one_of(name: str, version: str, runs: bool) -> Locked:
    """What is known of one."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return Locked(name, version, "", "", runs)
    return Locked(name, version, found.version, licence_of(found), runs)


def licence_of(found: Distribution) -> str:
    """By its expression, else its classifiers, else the first line of what it says."""
    told = found.metadata
    if expression := told["License-Expression"]:
        return str(expression)
    classes = [one for one in told.get_all("Classifier") or [] if one.startswith("License ::")]
    named = [one.rpartition("::")[2].strip() for one in classes]
    precise = [one for one in named if one != "OSI Approved"]
    first = next((line.strip() for line in (told["License"] or "").splitlines() if line.strip()), "")
    return "; ".join(precise) or first[:80]


def closure(root: str) -> set[str]:
    """What a package needs here, and what that needs; extras only where they are asked for."""
    found, queue = set[str](), [(root, frozenset[str]())]
    while queue:
        name, extras = queue.pop()
        for need in needs(name, extras):
            if (key := (plain(need.name), frozenset(need.extras))) and need.name not in found:
                found.add(plain(need.name))
                queue.append(key)
    return found


def needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """The requirements that hold on this machine."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return
    for line in lines:
        one = Requirement(line)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield one


def plain(name: str) -> str:
    """As the index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """Print them."""
    for one in locked():
        where = "runs" if one.runs else "tools"
        print(f"{one.name:32} {one.version:18} {where:6} {one.licence or '(nothing)'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
