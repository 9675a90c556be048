"""The course of a customer's ratings, as a line from the earliest to the latest. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from nitka.feedback.models import Rating

LEAST = 3  # two make no course
MOST = 8
FACES = 5
EDGE = 6.0  # of a hundred: half a face


class Point(NamedTuple):
    """A rating on the line; `x` and `y` in hundredths of its width and height from the upper left."""

    x: float
    y: float
    face: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """The points from the earliest to the latest, and the path between them in a box of 100 × 100."""

    points: list[Point]
    path: str

    @property
    def earliest(self) -> datetime:
        """When the first of them was given."""
        return self.points[0].at

    @property
    def latest(self) -> datetime:
        """When the last was."""
        return self.points[-1].at


def course(ratings: Sequence[Rating]) -> Course | None:
    """Of ratings, newest first; None where there are too few."""
    told = list(reversed(ratings[:MOST]))
    if len(told) < LEAST:
        return None
    step = (100 - 2 * EDGE) / (len(told) - 1)
    points = [
        Point(round(EDGE + n * step, 1), round(100 * (FACES - one.face) / (FACES - 1), 1), one.face, one.at)
        for n, one in enumerate(told)
    ]
    return Course(points, _path(points))


def _path(points: Sequence[Point]) -> str:
    """Level at every point, so that nothing is higher or lower than what was given."""
    parts = [f"M{points[0].x} {points[0].y}"]
    for one, other in pairwise(points):
        middle = round((one.x + other.x) / 2, 1)
        parts.append(f"C{middle} {one.y} {middle} {other.y} {other.x} {other.y}")
    return "".join(parts)
