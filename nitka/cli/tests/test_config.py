"""The table of settings is whole, secrets stay secret, and what nothing reads is told."""

import json
import os
import re
from pathlib import Path

import pytest

import nitka
from nitka.cli.config import MASK, markdown, masked
from nitka.cli.main import main, parser
from nitka.kit import config
from nitka.kit.known import SETTINGS, Setting, Where, strange

PACKAGE = Path(nitka.__file__).parent
READ = re.compile(r"""environ(?:\.get\(|\.setdefault\(|\[)\s*["'](NITKA_[A-Z_]+)|["'](NITKA_[A-Z_]+)["']""")


def test_every_variable_that_is_read_is_in_the_table_and_every_one_in_the_table_is_read():
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "tests").rglob("*.py"), PACKAGE.parent / "conftest.py"]
    here = {Path(__file__), PACKAGE / "kit" / "known.py", PACKAGE.parent / "tests" / "rights.py"}
    found = [pair for file in files if file not in here for pair in READ.findall(file.read_text())]
    read = {name for pair in found for name in pair if name}
    listed = {one.name for one in SETTINGS if one.where in (Where.VARIABLE, Where.OWN)}
    assert read | {"DATABASE_URL", "NITKA_BACKUP_PASSPHRASE"} == listed


def test_the_page_of_settings_is_the_table():
    assert (PACKAGE.parent / "docs" / "settings.md").read_text() == markdown()


def test_what_nitka_json_holds_is_in_the_table(tmp_path: Path):
    config.open_or_create(tmp_path)
    held = set(json.loads((tmp_path / config.FILE).read_text()))
    assert held == {one.name for one in SETTINGS if one.where == Where.FILE}


def test_no_secret_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    config.open_or_create(tmp_path)
    monkeypatch.setenv("NITKA_METRICS_TOKEN", "hidden-token")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nitka:hidden-password@db/nitka")
    monkeypatch.setenv("NITKA_MAIL_URL", "smtp://post:hidden:p@ss@relay:587?tls=1")
    main(["config", "--data", str(tmp_path)])
    shown = capsys.readouterr().out
    content = json.loads((tmp_path / config.FILE).read_text())
    secrets = [content["secret_key"], *content["keys"].values(), *content["passwords"].values(), "hidden"]
    assert [secret for secret in secrets if secret in shown] == []
    assert f"postgresql://nitka:{MASK}@db/nitka  [environment]" in shown
    assert "relay:587" in shown


def test_a_password_of_a_connection_string_is_masked():
    url = Setting("DATABASE_URL", Where.VARIABLE, "", "", is_url=True)
    assert masked(url, "host=db password='two words' dbname=nitka") == f"host=db password={MASK} dbname=nitka"


def test_each_value_says_where_it_comes_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    config.open_or_create(tmp_path)
    monkeypatch.setenv("NITKA_LOG_LEVEL", "DEBUG")
    main(["config", "--data", str(tmp_path), "--json"])
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["settings"]}
    assert (rows["NITKA_LOG_LEVEL"]["value"], rows["NITKA_LOG_LEVEL"]["source"]) == ("DEBUG", "environment")
    assert rows["NITKA_MAIL_FROM"]["source"] == "default"
    assert rows["key"]["source"] == config.FILE
    assert rows["--data"]["value"] == str(tmp_path)


def test_a_running_system_is_asked_for_its_own_environment(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    config.open_or_create(tmp_path)
    (tmp_path / "up.json").write_text(json.dumps({"pid": os.getpid(), "port": 8123}))
    main(["config", "--data", str(tmp_path), "--json"])
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["settings"]}
    assert rows["--port"] == rows["--port"] | {"value": "8123", "source": "option"}
    began_with = Path("/proc/self/environ").read_bytes().decode(errors="replace")
    assert ("NITKA_DATA=" in began_with) == (rows["NITKA_DATA"]["source"] != "default")


def test_a_variable_that_nothing_reads_is_told_with_what_may_have_been_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NITKA_PUBLC_URL", "https://help.uklad.example")
    assert main(["config", "--data", str(tmp_path)]) == 1
    assert "NITKA_PUBLC_URL (is NITKA_PUBLIC_URL meant?): set, and nothing reads it" in capsys.readouterr().out
    assert strange(["PATH", "NITKA_DATA"]) == []


def test_every_option_of_up_is_in_the_table():
    (up,) = (action.choices["up"] for action in parser()._actions if isinstance(action.choices, dict))
    options = {name for action in up._actions for name in action.option_strings if name.startswith("--")}
    assert options - {"--help"} == {one.name for one in SETTINGS if one.where == Where.FLAG}
