"""Whether this is the demo: its company, in a data directory that `nitka up --demo` has filled."""

import json
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from nitka.kit import config

SLUG = "uklad"
NOTES = "demo.json"
KEYS = "demo-doors.json"


def data() -> Path:
    """The data directory."""
    return config.load().data


def is_demo(workspace_id: UUID) -> bool:
    """True in the demo company alone: whoever calls a real one «uklad» has no such file."""
    path = data() / KEYS
    try:
        return _company(path, path.stat().st_mtime_ns) == str(workspace_id)
    except (OSError, ValueError):
        return False


@lru_cache(4)
def _company(path: Path, _written: int) -> str:
    found = json.loads(path.read_text())
    return str(found.get("workspace", "")) if isinstance(found, dict) else ""
