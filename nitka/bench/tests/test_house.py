"""Processes are told by their command lines."""

import pytest

from nitka.bench.house import name_of


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("/venv/bin/python -m nitka.cli web --data /tmp/x --port 80", "web"),
        ("/venv/bin/python -m nitka.cli up --data /tmp/x", "up"),
        ("/venv/bin/python -m nitka.customers.matching 1 2", "customers.matching"),
        ("/wheel/bin/postgres -D /tmp/x/pg", "postgres"),
        ("postgres: nitka_worker nitka [local] idle", "postgres nitka_worker"),
        ("postgres: autovacuum launcher ", "postgres autovacuum launcher"),
        ("sh -c true", "sh -c true"),
    ],
)
def test_a_process_has_the_name_of_its_part(line: str, name: str):
    assert name_of(line) == name
