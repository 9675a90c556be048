"""Segments that are judged by one statement: those that hear of the same things, a few at a time."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from nitka.segments.models import Segment

MOST = 8  # segments of a statement


def grouped(segments: Iterable[Segment]) -> list[list[Segment]]:
    """All of them, each once. The same segments make the same groups, so that their statements stay planned; one that
    could not be judged is by itself.

    They stand by the rarest thing that they hear of: whom a moment of a rare kind concerns is one group's business.
    """
    listed = list(segments)
    named = Counter(token for one in listed for token in one.names)

    def rank(one: Segment) -> list[tuple[int, str]]:
        return sorted((named[token], token) for token in one.names)

    well = sorted((one for one in listed if not one.trouble), key=lambda one: (rank(one), one.pk))
    groups = [[one] for one in listed if one.trouble]
    last: list[Segment] = []
    for _token, alike in groupby(well, key=lambda one: rank(one)[:1]):
        for part in _parts(list(alike)):
            if len(last) + len(part) > MOST or not last:
                groups.append(last := [])
            last += part
    return groups


def _parts(alike: list[Segment]) -> list[list[Segment]]:
    return [alike[start : start + MOST] for start in range(0, len(alike), MOST)]
