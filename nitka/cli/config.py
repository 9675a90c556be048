"""`nitka config`: every setting with its value, where it comes from and what it is for."""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nitka.kit import config
from nitka.kit.known import SETTINGS, Setting, Where, strange
from nitka.kit.supervisor.lock import published

MASK = "••••••"
TITLES = {
    Where.VARIABLE: "Environment variables",
    Where.FLAG: "Options of `nitka up`",
    Where.FILE: "nitka.json in the data directory",
    Where.OWN: "Set by Nitka for its own processes, and by its tests",
}


def run(options: argparse.Namespace) -> int:
    """Print the table; 1 where a variable is set that nothing reads."""
    if options.markdown:
        print(markdown(), end="")
        return 0
    state = published(options.data) or {}
    environment, source = _environment(state.get("pid"))
    file, given = _file(options.data), state | {"data": options.data}
    rows = [_row(setting, environment, source, file, given) for setting in SETTINGS]
    unread = strange(environment)
    if options.json:
        print(json.dumps({"settings": rows, "unread": unread}, ensure_ascii=False))
    else:
        print("\n".join(_lines(rows, unread)))
    return 1 if unread else 0


def markdown() -> str:
    """`docs/settings.md`."""
    lines = ["# Settings", "", "Made by `nitka config --markdown` from `nitka/kit/known.py`. `nitka config --data DIR`"]
    lines += ["shows what holds in an installation, secrets masked, and where each value comes from.", ""]
    for where, title in TITLES.items():
        lines += [f"## {title}", "", "| name | without it | what for |", "|---|---|---|"]
        lines += [f"| `{one.name}` | {_code(one.default)} | {one.meaning} |" for one in SETTINGS if one.where == where]
        lines.append("")
    return "\n".join(lines)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""


def _environment(pid: Any) -> tuple[Mapping[str, str], str]:
    """That of the running system where it can be read, else that of this command."""
    try:
        pairs = Path(f"/proc/{int(pid)}/environ").read_bytes().decode(errors="replace").split("\0")
    except (OSError, TypeError, ValueError):
        return os.environ, "environment"
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair), f"environment of process {pid}"


def _file(data: Path) -> Mapping[str, Any]:
    try:
        content: dict[str, Any] = json.loads((data / config.FILE).read_text())
    except (OSError, ValueError):
        return {}
    return content


def _row(
    setting: Setting, environment: Mapping[str, str], source: str, file: Mapping[str, Any], state: Mapping[str, Any]
) -> dict[str, str]:
    given: Any = None
    if setting.where in (Where.VARIABLE, Where.OWN):
        given = environment.get(setting.name)
    elif setting.where == Where.FILE:
        given, source = file.get(setting.name), config.FILE
    else:
        given, source = state.get(setting.name.strip("-").replace("-", "_")), "option"
    if given is None:
        given, source = setting.default, "default"
    value = masked(setting, str(given)) if source != "default" else str(given)
    return {"name": setting.name, "value": value, "source": source, "meaning": setting.meaning}


def masked(setting: Setting, value: str) -> str:
    """A value as it may be shown."""
    if setting.secret and value:
        return MASK
    if setting.is_url:
        value = re.sub(r"(://[^:/@]*):[^@]*@", rf"\1:{MASK}@", value)
        return re.sub(r"\b(password\s*=\s*)('[^']*'|\S+)", rf"\1{MASK}", value)
    return value


def _lines(rows: list[dict[str, str]], unread: list[str]) -> list[str]:
    width = max(len(row["name"]) for row in rows)
    lines = []
    for row in rows:
        value = f"{row['value'] or '(empty)'}  [{row['source']}]"
        lines += [f"{row['name']:<{width}}  {value}", f"{'':{width}}  {row['meaning']}"]
    return lines + [f"{name}: set, and nothing reads it" for name in unread]
