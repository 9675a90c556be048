"""The table of OWASP's standard is whole, and what it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "asvs.md").read_text()
WANTED = set(Path(__file__).with_name("asvs.txt").read_text().split())  # levels 1 and 2 of ASVS 5.0.0


def test_every_requirement_of_levels_1_and_2_has_its_line():
    assert set(re.findall(r"\b\d+\.\d+\.\d+\b", TABLE)) == WANTED


def test_each_line_says_how_it_stands():
    for line in TABLE.splitlines():
        if re.match(r"\| \d", line):
            assert re.match(r"\| [\d.]+ \| (yes|part|no|n/a) \|", line), line


def test_what_it_names_is_there():
    named = re.findall(r"`([\w./-]+/[\w./-]*)(?:::(test_\w+))?`", TABLE)
    assert len(named) > 100
    for path, test in named:
        if path == "n/a":
            continue
        found = ROOT / path
        assert found.exists(), path
        assert not test or f"def {test}(" in found.read_text(), f"{path}::{test}"
