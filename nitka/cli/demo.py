"""`nitka demo reset`: the demo company as on its first day, beside a running system or without one."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from nitka.cli.attach import reached
from nitka.kit.config import ConfigError

WORD = "uklad"


def run(options: argparse.Namespace) -> int:
    """Empty it and make it anew; refused where there is anything but the demo."""
    resetting = import_module("nitka.demo.reset")
    try:
        resetting.keys_of(options.data)
        if not options.yes and not _sure(options.data):
            print("Nothing was touched.")
            return 1
        with reached(options.data, "demo reset") as installation:
            keys: dict[str, Any] = resetting.keys_of(installation.data)
            resetting.empty(installation)
            return _make(options, keys)
    except resetting.NoDemo as refusal:
        raise ConfigError(str(refusal)) from None


def _sure(data: Path) -> bool:
    if not sys.stdin.isatty():
        raise ConfigError("This destroys all that happened in the demo company: say --yes.")
    print(f"All that happened in the demo company in {data} is destroyed, and everybody is signed out.")
    return input(f"Type {WORD} to go on: ").strip() == WORD


def _make(options: argparse.Namespace, keys: dict[str, Any]) -> int:
    smtp = keys.get("smtp")
    environment = os.environ | {
        "NITKA_RELAY_PORT": str(keys.get("relay_port", 2526)),
        "NITKA_DEMO_SMTP": f"{smtp[0]}:{smtp[1]}" if smtp else "",
    }
    command = [sys.executable, "-m", "nitka.cli", "demo", "--data", str(options.data), "--size", options.demo_size]
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode == 0:
        print("The demo company is as on its first day. Sign in anew.")
    return done.returncode
