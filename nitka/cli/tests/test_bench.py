"""Benchmarks start in a process without Django's settings: only what they start has those."""

import os
import subprocess
import sys

import pytest

NAMES = (
    "receive", "mail", "inbox", "stream", "search", "mailbox", "desk", "identify", "profile", "resolve", "rest", "week",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_is_there_and_needs_no_settings(name: str) -> None:
    code = f"from nitka.bench import {name}; print(callable({name}.run))"
    env = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_an_unknown_one_is_answered_with_those_there_are() -> None:
    words = [sys.executable, "-m", "nitka.cli", "bench", "nonsense"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert all(name in done.stderr + done.stdout for name in NAMES)
