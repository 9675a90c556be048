"""What a check finds: how bad, what is so, and what to do about it; words in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise


class Severity(StrEnum):
    """From what only tells to what must be mended at once."""

    OK = "ok"
    NOTICE = "notice"
    WARNING = "warning"
    BAD = "bad"


RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Said:
    """A sentence and the values in it, by `%(name)s`."""

    text: str | Promise
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        text: Any = self.text  # a plural chooses its form by the values: `%` before `str`
        return str(text % dict(self.values)) if self.values else str(text)


@dataclass(frozen=True)
class Finding:
    """One thing that a check found; `todo` is empty where nothing is to be done."""

    check: str
    severity: Severity
    what: Said
    todo: Said = Said("")

    @property
    def is_fine(self) -> bool:
        """Nothing for anybody to do."""
        return self.severity in (Severity.OK, Severity.NOTICE)

    def as_json(self) -> dict[str, Any]:
        """For programs: what was looked at, whether all is well, a sentence, what to do."""
        return {
            "what": self.check,
            "ok": self.is_fine,
            "severity": self.severity.value,
            "says": str(self.what),
            "todo": str(self.todo),
        }


def fine(check: str, text: str | Promise, **values: Any) -> Finding:
    """All is as it should be, and here is what was seen."""
    return Finding(check, Severity.OK, Said(text, values))


def found(check: str, severity: Severity, what: str | Promise, todo: str | Promise, **values: Any) -> Finding:
    """Something to know or to mend; both sentences share their values."""
    return Finding(check, severity, Said(what, values), Said(todo, values))


def worst(findings: "list[Finding]") -> Severity:
    """How bad all of it is."""
    return max((one.severity for one in findings), key=RANKS.__getitem__, default=Severity.OK)
