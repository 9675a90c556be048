"""What decisions taught, as a person reads of it: how many there are, what was tried, what holds."""

from dataclasses import dataclass

from django.db import connection

from nitka.customers.lessons import COUNTED, USED, Lesson
from nitka.customers.names import members
from nitka.kit.context import require_workspace
from nitka.kit.shares import wilson

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Right:
    """Of 100 decisions how many were foretold, with its interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Told:
    """A version in figures."""

    row: Lesson
    before: Right
    after: Right
    who: str
    holds: bool
    may_hold: bool  # somebody may choose it


def counted() -> tuple[int, int]:
    """How many decisions can be learnt from, and of how many of them people said that they are one."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"workspace": require_workspace(), "most": USED})
        n, same = cursor.fetchone()
        return n, same


def versions() -> list[Told]:
    """The newest first. Two statements."""
    rows = list(Lesson.objects.order_by("-number")[:SHOWN])
    by = members(row.member_id for row in rows)
    holding = next((row.pk for row in rows if row.adopted), None)
    return [
        Told(row, _right(row.right_before, row.decisions), _right(row.right_after, row.decisions),
             by.get(row.member_id, ""), row.pk == holding, row.better and row.pk != holding and row.back_to is None)
        for row in rows
    ]  # fmt: skip


def _right(right: int, n: int) -> Right:
    if not n:
        return Right(0, 0, 0)
    share = wilson(right, n)
    return Right(100 * right / n, 100 * share.low, 100 * share.high)
