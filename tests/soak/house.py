"""A house with a small company in it, and the relay that takes its letters."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from nitka.cli.tests.house import ENVIRONMENT, House, standing
from tests.story.world import Relay

PASSWORD = "uklad-demo-2026"


@contextmanager
def company(name: str, count: int) -> Iterator[tuple[House, Relay]]:
    """All of it for a while."""
    relay = Relay()
    relay.controller.start()
    try:
        with standing(name, NITKA_INSIDE_NETWORKS="127.0.0.0/8") as house:
            command = [
                sys.executable,
                "-m",
                "tests.soak.company",
                str(house.data),
                str(relay.controller.port),
                str(count),
            ]
            done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=240)
            assert done.returncode == 0, done.stderr
            yield house, relay
    finally:
        relay.controller.stop()
