"""What goes wrong for a person is one sentence with the way out."""

from __future__ import annotations

import json

import pytest

from nitka.cli.main import main
from nitka.kit import config


def _says(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main([str(argument) for argument in arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("nitka: ")
    assert "\n" not in said
    return said


def test_a_directory_of_a_newer_version(capsys, tmp_path):
    installation = config.open_or_create(tmp_path)
    content = json.loads(installation.file.read_text()) | {"format": 99}
    installation.file.write_text(json.dumps(content))
    assert "newer version" in _says(capsys, "up", "--data", tmp_path)


def test_a_directory_with_a_database_and_without_its_keys_is_left_as_it_is(capsys, tmp_path):
    (tmp_path / "pg").mkdir()
    assert "last backup" in _says(capsys, "up", "--data", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pg"]


def test_a_directory_that_cannot_be_made(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert "choose another directory" in _says(capsys, "up", "--data", tmp_path / "file" / "data")


def test_a_damaged_file_of_keys(capsys, tmp_path):
    config.open_or_create(tmp_path).file.write_text("{")
    assert "backup" in _says(capsys, "up", "--data", tmp_path)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("nonsense", "cannot be read"),
        ("postgresql://a:b@127.0.0.1:1/", "names no database"),
        ("postgresql://a:b@127.0.0.1:1/x", "no PostgreSQL answers at 127.0.0.1:1"),
    ],
)
def test_a_wrong_database_url(capsys, monkeypatch, tmp_path, url, word):
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setattr("nitka.kit.supervisor.Supervisor.catch_signals", lambda self: None)
    assert word in _says(capsys, "up", "--data", tmp_path, "--port", 0, "--smtp-port", 0)


def test_the_keys_are_for_their_owner_only(tmp_path):
    assert config.open_or_create(tmp_path).file.stat().st_mode & 0o777 == 0o600
