"""What is read besides the database."""

import json
from pathlib import Path

from nitka.bench.watch import Log


def line(level: str, event: str) -> str:
    return json.dumps({"at": "2026-11-29T00:00:00Z", "level": level, "event": event}) + "\n"


def test_errors_are_counted_once_however_often_the_log_is_read(tmp_path: Path):
    path = tmp_path / "nitka.log"
    path.write_text(line("info", "request") + line("error", "it broke"))
    log = Log(path)
    assert (log.errors(), log.errors()) == (1, 1)
    with path.open("a") as file:
        file.write(line("warning", "slow") + line("critical", "it broke"))
    assert log.errors() == 2
    assert log.said == {"it broke": 2}


def test_a_log_that_was_turned_over_is_read_from_its_beginning(tmp_path: Path):
    path = tmp_path / "nitka.log"
    path.write_text(line("error", "a long line that was written before the log was turned over"))
    log = Log(path)
    assert log.errors() == 1
    path.write_text(line("error", "new"))
    assert log.errors() == 2
