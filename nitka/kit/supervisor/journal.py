"""The one log: JSON lines into a file, and the same (or a readable form) to standard output."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Self

from nitka.kit.supervisor.elsewhere import Elsewhere, Place

LIMIT = 50_000_000
KEPT = 3
COLOURS = {"error": "\033[31m", "critical": "\033[31m", "warning": "\033[33m"}


class Journal:
    """Takes lines of all processes. The file is turned over at 50 MB, three old ones are kept."""

    def __init__(
        self, path: Path, out: IO[str] | None = None, *, calm: bool = False, to: Place | None = None
    ) -> None:
        self.path = path
        self.calm = calm  # standard output gets the supervisor's lines and what went wrong; the file gets all
        self.out = out or sys.stdout
        self.nice = self.out.isatty()
        self.lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("a", encoding="utf-8")
        self.elsewhere = Elsewhere(to) if to else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def say(self, event: str, level: str = "info", **more: Any) -> None:
        """A line of the supervisor's own."""
        self._write({"at": _now(), "level": level, "process": "up", "event": event} | more, shown=True)

    def take(self, process: str, line: str) -> None:
        """A line that a child printed: JSON as it is, anything else as the text of an event."""
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if isinstance(entry, dict):
            self._write(entry, shown=not self.calm or entry.get("level") in COLOURS)
        else:
            self._write({"at": _now(), "level": "info", "process": process, "event": line}, shown=True)

    def _write(self, entry: dict[str, Any], *, shown: bool) -> None:
        text = json.dumps(entry, ensure_ascii=False, default=str)
        with self.lock:
            # A full disk or a closed terminal must not end the house.
            with contextlib.suppress(OSError, ValueError):
                self.file.write(text + "\n")
                self.file.flush()
                self._turn_over()
            if self.elsewhere is not None:
                self.elsewhere.take(entry, text)
            if not shown:
                return
            with contextlib.suppress(OSError, ValueError):
                print(_readable(entry) if self.nice else text, file=self.out, flush=True)

    def _turn_over(self) -> None:
        if self.file.tell() < LIMIT:
            return
        new = self.path.with_suffix(".log.new")
        file = new.open("a", encoding="utf-8")  # first: on a full disk it fails, and the old one goes on
        for number in range(KEPT - 1, 0, -1):
            old = self.path.with_suffix(f".log.{number}")
            if old.exists():
                old.rename(self.path.with_suffix(f".log.{number + 1}"))
        self.path.rename(self.path.with_suffix(".log.1"))
        new.rename(self.path)
        self.file.close()
        self.file = file

    def close(self) -> None:
        """Close the file; what waits to go elsewhere has two seconds."""
        if self.elsewhere is not None:
            self.elsewhere.close()
        self.file.close()


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _readable(entry: dict[str, Any]) -> str:
    rest = dict(entry)
    at, level = str(rest.pop("at", ""))[11:19], str(rest.pop("level", "info"))
    process, event, trace = rest.pop("process", ""), rest.pop("event", ""), rest.pop("exception", "")
    for hidden in ("logger", "workspace_id"):
        rest.pop(hidden, None)
    more = " ".join(f"{key}={value}" for key, value in rest.items())
    colour = COLOURS.get(level, "")
    line = f"\033[2m{at}\033[0m {process:<8} {colour}{event}\033[0m \033[2m{more}\033[0m"
    return f"{line}\n{trace}" if trace else line
