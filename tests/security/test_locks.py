"""What others wrote is installed as it was reviewed: versions named, files known by hashes, no scripts run."""

import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
SAID_ELSEWHERE = {"imapclient"}  # BSD-3-Clause, by the file beside its code; its metadata says nothing


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    sys.modules.pop("locked", None)
    import locked

    return locked


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


def test_what_is_installed_is_what_is_locked(locked: ModuleType) -> None:
    found = locked.locked()
    assert len([one for one in found if one.installed]) > 100
    assert [one for one in found if one.installed and one.installed != one.version] == []


def test_nothing_that_runs_binds_a_company_by_its_licence(locked: ModuleType) -> None:
    runs = [one for one in locked.locked() if one.runs and one.installed]
    assert {"django", "psycopg", "granian"} <= {one.name for one in runs}
    assert [one for one in runs if locked.REFUSED.search(one.licence)] == []
    assert {one.name for one in runs if not one.licence} <= SAID_ELSEWHERE


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        *((one, True) for one in ("AGPL-3.0-only", "GPL-2.0-or-later", "SSPL-1.0", "BUSL-1.1")),
        ("GNU General Public License v3 (GPLv3)", True),
        *((one, False) for one in ("LGPL-3.0-only", "MPL-2.0", "MIT", "GNU Lesser General Public License v3 (LGPLv3)")),
    ],
)
def test_licences_are_told_apart(locked: ModuleType, licence: str, binds: bool) -> None:
    assert bool(locked.REFUSED.search(licence)) is binds
