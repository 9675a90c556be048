"""What the collector was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from nitka.chaos.arena import Arena
from nitka.chaos.crowd import shop
from nitka.chaos.report import Finding

STORED = "select (data->>'mark')::bigint, (data->>'n')::int from moments_moment where data ? 'mark'"


def events(arena: Arena) -> Iterator[Finding]:
    """Each as one moment."""
    counts = Counter(arena.place.ask(STORED))
    shops = arena.crowd.shops
    found = Finding("each event of the collector once", 0)
    for name in (name for one in shops for key in one.acknowledged for name in shop.events(key)):
        found.checked += 1
        if (count := counts[_as_stored(name)]) != 1:
            found.violations.append(f"{name} is there {count} times")
    unknown = [name for one in shops for key in one.unknown for name in shop.events(key)]
    found.violations += [f"{name} is there twice" for name in unknown if counts[_as_stored(name)] > 1]
    yield found


def _as_stored(name: str) -> tuple[int, int]:
    figures = shop.figures(name)
    return figures["mark"], figures["n"]
