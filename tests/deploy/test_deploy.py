"""The files under `deploy/`: read by their own linters, and by our own parser of commands."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml

from nitka.cli.main import parser
from nitka.kit.known import SETTINGS

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KNOWN = {setting.name for setting in SETTINGS}
INSTRUCTIONS = {
    "FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT",
    "CMD",
}  # fmt: skip


def compose() -> Any:
    return ruamel.yaml.YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text())


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", (DEPLOY / "Containerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit: Path, tmp_path: Path):
    copy = tmp_path / unit.name
    copy.write_text(unit.read_text().replace("/opt/nitka/.venv/bin/nitka", sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
    about = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, about) == (0, []), done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_would_find_a_slip(tmp_path: Path):
    copy = tmp_path / "nitka.service"
    copy.write_text(UNITS[0].read_text().replace("Restart=", "Restrt="))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True)
    assert "Restrt" in done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_that_we_have(unit: Path):
    (command,) = re.findall(r"^ExecStart=(\S+) (.*)$", unit.read_text(), re.MULTILINE)
    assert command[0] == "/opt/nitka/.venv/bin/nitka"
    assert str(parser().parse_args(shlex.split(command[1])).data) == "/var/lib/nitka"


def test_the_compose_file_is_as_its_specification_wants(tmp_path: Path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    assert subprocess.run([*command, DEPLOY / "compose.yaml"], capture_output=True).returncode == 0
    broken = tmp_path / "compose.yaml"
    broken.write_text((DEPLOY / "compose.yaml").read_text().replace("ports:", "portz:"))
    assert subprocess.run([*command, broken], capture_output=True).returncode == 1


def test_the_compose_file_sets_what_is_read_and_publishes_what_is_served():
    (service,) = compose()["services"].values()
    assert set(service["environment"]) <= KNOWN
    assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    exposed = {port for name, rest in instructions() if name == "EXPOSE" for port in rest.split()}
    assert {port.rpartition(":")[2] for port in service["ports"]} == exposed


def test_the_container_runs_a_command_that_we_have_as_nobody_special():
    steps = instructions()
    assert {name for name, _ in steps} <= INSTRUCTIONS
    assert steps[0][0] == "FROM"
    (entry,) = (json.loads(rest) for name, rest in steps if name == "ENTRYPOINT")
    (command,) = (json.loads(rest) for name, rest in steps if name == "CMD")
    options = parser().parse_args(command)
    assert (entry, options.host, str(options.data)) == (["nitka"], "0.0.0.0", "/data")
    order = [name for name, _ in steps]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert any("tools/setup.py" in rest for name, rest in steps if name == "RUN")


def test_the_page_for_administrators_names_files_and_commands_that_there_are():
    page = (ROOT / "docs" / "operations.md").read_text()
    for path in re.findall(r"`((?:deploy|docs)/[\w./-]+)`", page):
        assert (ROOT / path).exists(), path
    for variable in re.findall(r"\b(NITKA_[A-Z_]+|DATABASE_URL)\b", page):
        assert variable in KNOWN, variable
    commands = {name for action in parser()._actions for name in action.choices or ()}
    for word in re.findall(r"`nitka (\w+)", page):
        assert word in commands | {"backup", "restore"}, word
