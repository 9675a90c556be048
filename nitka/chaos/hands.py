"""The clock of all processes: moved by `libfaketime` where the machine has it."""

from __future__ import annotations

from pathlib import Path

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib64/faketime/libfaketimeMT.so.1")


class Hands:
    """Moves what the processes of the house think the time is; `moved` in seconds."""

    def __init__(self, file: Path, library: str) -> None:
        self.file, self.library = file, library
        self.turn(0)

    @classmethod
    def found(cls, file: Path) -> Hands | None:
        """None on a machine without the library."""
        for pattern in LIBRARIES:
            for path in Path("/").glob(pattern[1:]):
                return cls(file, str(path))
        return None

    def turn(self, seconds: float) -> None:
        """All clocks show so much more (or less) than the real one, within a second."""
        self.moved = seconds
        part = self.file.with_suffix(".part")
        part.write_text(f"{seconds:+.1f}\n")
        part.chmod(0o644)
        part.replace(self.file)

    @property
    def environment(self) -> dict[str, str]:
        """What the processes must be started with."""
        return {
            "LD_PRELOAD": self.library,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }
