"""What others wrote is installed as it was reviewed: versions named, files known by hashes, no scripts run."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_python_package_has_its_version_and_hashes() -> None:
    text = (ROOT / "uv.lock").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert len(lines) > 100
    loose = [line[:60] for line in lines if not re.match(r"[\w.\-\[\],]+==\S+.*--hash=sha256:[0-9a-f]{64}", line)]
    assert loose == []


def test_every_package_of_the_pages_has_its_version_and_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    named = {name: one for name, one in packages.items() if name and not one.get("link")}
    assert len(named) > 10
    assert [name for name, one in named.items() if not str(one.get("integrity", "")).startswith("sha512-")] == []
    assert [name for name, one in named.items() if not re.fullmatch(r"\d+\.\d+\.\d+\S*", one["version"])] == []


def test_nothing_that_is_installed_runs_scripts_of_its_own() -> None:
    assert '"ci", "--ignore-scripts"' in (ROOT / "tools" / "setup.py").read_text()
