"""How many rows became what, added up chunk by chunk in the import itself."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from nitka.imports.models import Import, Outcome
from nitka.imports.people import Said
from nitka.imports.preparing import Wrong


class Became(Protocol):
    """What a kind of file tells of one row."""

    row: Any
    outcome: str
    by: str
    kept: list[str]
    named: str


class Tally:
    """The counts of an import."""

    def __init__(self, of: Import) -> None:
        self.counts: dict[str, Any] = of.counts
        self.counts.setdefault("by", {})
        self.counts.setdefault("why", {})
        self.counts.setdefault("left", {})

    def add(self, said: Sequence[Became], wrong: Sequence[tuple[int, Wrong]]) -> None:
        """Rows that were loaded, and those that were not."""
        for one in said:
            self._more(one.outcome)
            if one.by:
                self.counts["by"][one.by] = self.counts["by"].get(one.by, 0) + 1
            self._more("kept", len(one.kept) + bool(one.named))
            self._more("partly", bool(one.row.left))
            for place, reason in one.row.left:
                _one_more(self.counts["left"], f"{place}:{reason}", one.row.number)
        for number, problem in wrong:
            self._more(Outcome.FAILED)
            _one_more(self.counts["why"], problem.reason, number)

    def left(self, number: int, place: int, reason: str, *, first: bool = True) -> None:
        """A cell that a row turned out to be loaded without; `first`: it was loaded with all its cells so far."""
        self._more("partly", int(first))
        _one_more(self.counts["left"], f"{place}:{reason}", number)

    def moved(self, was: str, became: str) -> None:
        """A row turned out to be another."""
        self._more(was, -1)
        self._more(became)

    def met(self, **words: int) -> None:
        """Whom a file of orders made, or made one."""
        for word, n in words.items():
            self._more(word, n)

    def took_back(self, *, gone: int, kept: int, attributes: int) -> None:
        """What became of what was loaded."""
        self._more("gone", gone)
        self._more("stayed", kept)
        self._more("restored", attributes)

    def examples(self, said: Sequence[Said], names: dict[UUID, str]) -> list[dict[str, Any]]:
        """Some rows that change somebody, as a person reads them: who, what it was, what it becomes."""
        found = []
        for one in said:
            if one.outcome == Outcome.NEW:
                continue
            lines = [{"key": key, "was": ((one.before or {}).get(key) or {}).get("value"), "now": value}
                     for key, value in one.wrote.items()]  # fmt: skip
            lines += [{"key": key, "stays": True, "now": one.row.own[key]} for key in one.kept]
            if one.named:
                lines.append({"key": "", "stays": True, "now": one.row.name})
            if lines or one.outcome in (Outcome.MERGED, Outcome.ASKED):
                found.append({"customer": str(one.customer_id), "name": names.get(one.customer_id) or one.row.name,
                              "by": one.by, "outcome": one.outcome, "lines": lines[:3]})  # fmt: skip
            if len(found) >= 8:
                break
        return found

    def _more(self, name: str, n: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + n


def _one_more(of: dict[str, Any], code: str, number: int) -> None:
    why = of.setdefault(code, {"n": 0, "rows": []})
    why["n"] += 1
    why["rows"] = [*why["rows"], number][:5]
