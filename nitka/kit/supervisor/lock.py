"""Who works in a data directory: one `nitka up`, or one command without it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from pathlib import Path
from typing import IO, Any, Self


class Held(Exception):
    """Somebody else has the lock; `.holder` says who."""

    def __init__(self, holder: dict[str, Any]) -> None:
        super().__init__("the data directory is in use")
        self.holder = holder


class DataLock:
    """An advisory lock that the kernel lets go of with its process."""

    def __init__(self, data: Path, purpose: str) -> None:
        self.path = data / "lock"
        self.state_path = data / "up.json"
        self.purpose = purpose
        self.file: IO[str] | None = None

    def __enter__(self) -> Self:
        """Take the lock or raise Held."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        file = os.fdopen(descriptor, "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _parse(file.read())
            file.close()
            raise Held(holder) from None
        file.truncate(0)
        file.seek(0)
        json.dump({"pid": os.getpid(), "purpose": self.purpose}, file)
        file.flush()
        self.file = file
        self.state_path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.state_path.unlink(missing_ok=True)
            self.file.close()

    def publish(self, state: dict[str, Any]) -> None:
        """Tell commands that the house is open, and how to reach it."""
        new = self.state_path.with_suffix(".new")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(state, file)
        new.rename(self.state_path)


def published(data: Path) -> dict[str, Any] | None:
    """What a running `nitka up` published; None when none is open."""
    with contextlib.suppress(OSError):
        return _parse((data / "up.json").read_text()) or None
    return None


def _parse(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
