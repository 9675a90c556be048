"""The one clock of all processes, moved while they run. PostgreSQL's own stays: as when a machine's clock is wrong."""

from __future__ import annotations

from pathlib import Path

from nitka.kit.clock import MOVED_BY


class Hands:
    """Moves what the processes of the house think the time is."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.turn(0)

    def turn(self, seconds: float) -> None:
        """All clocks show so much more (or less) than the real one, within half a second."""
        part = self.file.with_suffix(".part")
        part.write_text(f"{seconds:+.1f}\n")
        part.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """What the processes must be started with."""
        return {MOVED_BY: str(self.file)}
