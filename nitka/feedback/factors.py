"""What people tick when they say why: one key, worded by how the score went."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Factor:
    """One reason: its name in reports, and what a customer reads after a low and after a high score."""

    key: str
    name: Promise
    low: Promise
    high: Promise


FACTORS = (
    Factor("repeat", _("Telling it again"), _("I had to repeat myself"), _("One person throughout")),
    Factor("result", _("Result"), _("It is not solved"), _("Solved the first time")),
    Factor("speed", _("Speed"), _("Slow to answer"), _("Quick answer")),
    Factor("competence", _("Competence"), _("Hard to understand"), _("Clear explanation")),
    Factor("politeness", _("Politeness"), _("Not polite"), _("Kind and polite")),
    Factor("price", _("Price"), _("Too expensive"), _("Fair price")),
    Factor("other", pgettext_lazy("reason", "Other"), _("Something else"), _("Something else")),
)
BY_KEY = {factor.key: factor for factor in FACTORS}
DEFAULT = tuple(BY_KEY)


@dataclass(frozen=True, slots=True)
class Fact:
    """What really happened in the conversation, known without asking."""

    key: str
    name: Promise


FACTS = (
    Fact("waited", _("Waited over 10 minutes for the first answer")),
    Fact("handed", _("Passed from person to person")),
    Fact("channels", _("Changed the channel")),
    Fact("reopened", _("Not solved the first time")),
)
FACT_BY_KEY = {fact.key: fact for fact in FACTS}


def clean(keys: list[str], allowed: tuple[str, ...] = DEFAULT) -> list[str]:
    """Known keys once each, in the order of the form."""
    chosen = set(keys)
    return [key for key in allowed if key in chosen and key in BY_KEY]
