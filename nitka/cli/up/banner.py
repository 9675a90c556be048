"""What a person sees when the house is open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def demo_notes(data: Path) -> dict[str, Any]:
    """What the demo wrote about itself: `sign_ins` (email, password, name, role) and `look_at` (lines)."""
    try:
        content: dict[str, Any] = json.loads((data / "demo.json").read_text())
    except (OSError, ValueError):
        return {}
    return content


def lines(url: str, data: Path, smtp: str, notes: dict[str, Any], log: Path) -> list[str]:
    """The address, the sign-ins and what to look at."""
    text = ["", f"  Nitka is open at {url}", ""]
    for person in notes.get("sign_ins", []):
        who = ", ".join(str(person[key]) for key in ("name", "role") if person.get(key))
        text.append(f"  sign in   {person['email']}   {person['password']}   {who}")
    if not notes.get("sign_ins"):
        text.append("  open the address to make the workspace and its owner, or sign in with yours")
    text += [f"  look at   {line}" for line in notes.get("look_at", [])]
    text += [f"  mail      {smtp}", f"  data      {data}", f"  log       {log}", "  stop      Ctrl-C", ""]
    return text
