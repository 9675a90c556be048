"""`nitka restart`: a running `nitka up` takes the program that is installed now, without a failed request."""

from __future__ import annotations

import argparse
import os
import signal
import time
from pathlib import Path
from typing import Any

from nitka.kit.config import ConfigError
from nitka.kit.supervisor.lock import published

WAIT_SECONDS = 180.0


def run(options: argparse.Namespace) -> int:
    """Ask for it and wait until it is done; 1 where the old processes were kept."""
    before = _state(options.data)
    os.kill(before["pid"], signal.SIGUSR1)
    deadline = time.monotonic() + WAIT_SECONDS
    while (state := _state(options.data))["restarts"] == before["restarts"]:
        if time.monotonic() > deadline:
            raise ConfigError(f"It takes longer than {WAIT_SECONDS:.0f} s: see {options.data}/log/nitka.log.")
        time.sleep(0.1)
    print(state["trouble"] or "restarted")
    return 1 if state["trouble"] else 0


def _state(data: Path) -> dict[str, Any]:
    state = published(data)
    if not state or "restarts" not in state:
        raise ConfigError(f"Nothing runs in {data}: start it with `nitka up --data {data}`.")
    return state
