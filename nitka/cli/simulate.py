"""`nitka simulate`: the demo's customers and agents play by its doors."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from nitka.kit import config, processes
from nitka.kit.supervisor.lock import published


def run(options: argparse.Namespace) -> int:
    """Play until told to stop."""
    processes.follow_supervisor()
    data = config.read(options.data).data
    url = options.url or (published(data) or {}).get("url", "")
    if not url:
        print(f"Nothing runs in {data}: start `nitka up --demo`, or say --url.", file=sys.stderr)
        return 1
    if not 1 <= options.speed <= 1000:
        print("--speed is from 1 to 1000.", file=sys.stderr)
        return 2
    if options.at_once < 1:
        print("--at-once is from 1 on.", file=sys.stderr)
        return 2
    playing = import_module("nitka.demo.simulation.run")
    play = playing.Play(options.scenario, options.speed, options.seed, options.seconds, options.at_once)
    code: int = playing.main(data, url, play, as_json=options.json)
    return code
