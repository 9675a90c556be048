"""The form of a member's wishes: what stands in it, and what was made of what they gave."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nitka.notices.models import Kind, Letters, Quiet, Way, Wishes
from nitka.notices.wishes import ALWAYS, MINUTES, ways

_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_TIMES = ("quiet_from", "quiet_to", "daily_at")


@dataclass
class Given:
    """What the form shows: strings as they were typed, and what is wrong with them."""

    chosen: Mapping[str, frozenset[str]]  # kind → ways
    quiet: str
    days: frozenset[int]
    letters: str
    minutes: int
    times: Mapping[str, str]
    with_names: bool
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Of a form without errors, the fields of Wishes."""
        return {
            "ways": {kind: sorted(by) for kind, by in self.chosen.items()},
            "quiet": self.quiet,
            "quiet_days": sorted(self.days),
            "letters": self.letters,
            "minutes": self.minutes,
            "with_names": self.with_names,
            **{name: time.fromisoformat(text) for name, text in self.times.items()},
        }


def of(wishes: Wishes) -> Given:
    """As it stands."""
    return Given(
        chosen={kind: ways(wishes, kind) for kind in Kind.values},
        quiet=wishes.quiet,
        days=frozenset(wishes.quiet_days),
        letters=wishes.letters,
        minutes=wishes.minutes,
        times={name: f"{getattr(wishes, name):%H:%M}" for name in _TIMES},
        with_names=wishes.with_names,
    )


def read(post: QueryDict, before: Wishes) -> Given:
    """As it was given. What belongs to a choice that was not made keeps its old value when it cannot be read."""
    kept = of(before)
    given = Given(
        chosen={
            kind: frozenset(post.getlist(f"way-{kind}")) & frozenset(Way.values) | ALWAYS.get(kind, frozenset())
            for kind in Kind.values
        },
        quiet=_one_of(Quiet.values, post.get("quiet", ""), kept.quiet),
        days=frozenset(int(day) for day in post.getlist("days") if day in set("0123456")),
        letters=_one_of(Letters.values, post.get("letters", ""), kept.letters),
        minutes=int(_one_of([str(n) for n in MINUTES], post.get("minutes", ""), str(kept.minutes))),
        times={name: post.get(name, "").strip()[:5] for name in _TIMES},
        with_names="with_names" in post,
    )
    wanted = {"daily_at": given.letters == Letters.DAILY}
    for name in _TIMES:
        if _TIME.fullmatch(given.times[name]):
            continue
        if wanted.get(name, given.quiet == Quiet.OWN):
            given.errors["letters" if name == "daily_at" else "quiet"] = _("A time looks like 09:00")
        else:
            given.times = {**given.times, name: kept.times[name]}
    if given.quiet == Quiet.OWN and not given.days:
        given.errors["quiet"] = _("Choose at least one day")
    return given


def rows(given: Given) -> list[dict[str, Any]]:
    """The table: each kind and its ways; those that cannot be given up are locked."""
    return [
        {
            "kind": kind.value,
            "label": kind.label,
            "ways": [
                {"value": way.value, "label": way.label, "on": way.value in given.chosen[kind],
                 "locked": way.value in ALWAYS.get(kind, ())}
                for way in Way
            ],
        }
        for kind in Kind
    ]  # fmt: skip


def days(given: Given) -> list[tuple[int, str | Promise, bool]]:
    """The days of a week: number, name, whether quiet begins on it."""
    return [(day, name, day in given.days) for day, name in WEEKDAYS.items()]


def _one_of(known: Any, text: str, otherwise: str) -> str:
    return text if text in known else otherwise
