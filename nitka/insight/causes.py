"""Answers to be explained, and what explains them; `why` finds it. Pure, and without its libraries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nitka.feedback.metrics.compare import Difference

if TYPE_CHECKING:
    from nitka.feedback.metrics.drivers import Driver


@dataclass(frozen=True, slots=True)
class Answer:
    """Ratings that are alike: the score, the reasons ticked, the facts of the conversation, and how many there are."""

    score: int
    factors: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason or a fact: how many it touched, how they rated, and its weight among all causes."""

    key: str
    named: int
    unhappy: int
    happy: int
    difference: Difference
    driver: Driver

    @property
    def clear(self) -> bool:
        """Whether anything can be concluded: the interval of the difference leaves zero out."""
        return self.difference.clear

    @property
    def tone(self) -> str:
        """`good`, `bad` or nothing: how the row is coloured."""
        return "" if not self.clear else "good" if self.difference.value > 0 else "bad"


@dataclass(frozen=True, slots=True)
class Why:
    """The causes of one kind, the heaviest first, and how much of the score they explain together."""

    causes: list[Cause] = field(default_factory=list)
    explained: float = 0.0
    n: int = 0
    enough: bool = False
