"""What was done and what was found."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

SHOWN = 5  # violations of one promise in the readable report


@dataclass(slots=True)
class Trouble:
    """One fault as it was played: seconds since the start, what it did, seconds until the house was ready again."""

    at: float
    fault: str
    did: str
    ready_after: float | None


@dataclass(slots=True)
class Finding:
    """A promise: how much of it was checked, and where it was not kept."""

    promise: str
    checked: int
    violations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """`seed` repeats the run. Figures: seconds, bytes, counts."""

    seed: int
    seconds: float
    troubles: list[Trouble] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    kept: str = ""  # where the logs are, when something was found

    @property
    def violations(self) -> int:
        return sum(len(finding.violations) for finding in self.findings)

    def json(self) -> str:
        """One line."""
        return json.dumps(asdict(self) | {"violations": self.violations}, ensure_ascii=False)

    def lines(self) -> list[str]:
        """For people."""
        said = [f"chaos, seed {self.seed}, {self.seconds:.0f} s", ""]
        for one in self.troubles:
            ready = "never ready again" if one.ready_after is None else f"ready after {one.ready_after:.1f} s"
            said.append(f"  {one.at:6.1f} s  {one.did}; {ready}")
        said += [f"  skipped   {name}: {why}" for name, why in self.skipped.items()]
        said.append("")
        for finding in self.findings:
            mark = "BAD" if finding.violations else "ok "
            said.append(f"  {mark}  {finding.checked:>7}  {finding.promise}")
            said += [f"               {line}" for line in finding.violations[:SHOWN]]
            if len(finding.violations) > SHOWN:
                said.append(f"               and {len(finding.violations) - SHOWN} more")
        said += ["", "  " + ", ".join(f"{name} {value:g}" for name, value in self.figures.items())]
        said += [f"  logs      {self.kept}"] if self.kept else []
        return [*said, f"  again     nitka chaos --seed {self.seed}"]
