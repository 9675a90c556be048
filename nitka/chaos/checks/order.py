"""Once and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence


def wrong(who: str, acknowledged: Sequence[str], unknown: Sequence[str], found: Sequence[str]) -> Iterator[str]:
    """What is missing, doubled, out of place or from nowhere; `unknown` may be there once or not."""
    counts, sent = Counter(found), set(acknowledged)
    for key in acknowledged:
        if not counts[key]:
            yield f"{who}: {key} was acknowledged and is not there"
    for key, count in counts.items():
        if count > 1:
            yield f"{who}: {key} is there {count} times"
        if key not in sent and key not in unknown:
            yield f"{who}: {key} was never sent"
    there = [key for key in dict.fromkeys(found) if key in sent]
    meant = [key for key in acknowledged if counts[key]]
    if there != meant:
        first = next(n for n, pair in enumerate(zip(there, meant, strict=True)) if pair[0] != pair[1])
        yield f"{who}: out of order from number {first} of {len(meant)}: {there[first]} before {meant[first]}"
