"""How a process reaches a database on another machine."""

import pytest

from nitka.kit import config

URL = "postgresql://chief:secret@db.example:5432/shop"


@pytest.fixture
def installation(tmp_path, monkeypatch):
    def made(url: str) -> config.Installation:
        monkeypatch.setenv("DATABASE_URL", url)
        config.open_or_create(tmp_path)
        return config.read(tmp_path)

    return made


def test_a_line_that_was_pulled_is_noticed_in_seconds(installation):
    given = installation(URL).connection("app")
    assert given["host"] == "db.example"
    assert int(given["keepalives_idle"]) + int(given["keepalives_interval"]) * int(given["keepalives_count"]) <= 30
    assert int(given["tcp_user_timeout"]) <= 30_000


def test_what_the_address_says_of_it_wins(installation):
    assert installation(f"{URL}?keepalives_idle=60").connection("worker")["keepalives_idle"] == "60"
