"""Processes that only watch, or play in a demo, load none of what pages need."""

import subprocess
import sys

import pytest

HEAVY = {"django", "pydantic_core", "numpy", "pyarrow", "duckdb", "cryptography"}
LOOK = "import sys, {0}; print(*sorted({1} & {{name.partition('.')[0] for name in sys.modules}}))"


@pytest.mark.parametrize("what", [
    "nitka.cli.up.command",
    "nitka.cli.parts, nitka.cli.serving",
    "nitka.cli.parts, nitka.demo.relay, nitka.demo.simulation.follow",
])  # fmt: skip
def test_who_supervises_serves_sockets_or_plays_is_light(what: str):
    done = subprocess.run([sys.executable, "-c", LOOK.format(what, HEAVY)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
