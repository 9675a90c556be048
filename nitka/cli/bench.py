"""`nitka bench NAME`: runs `nitka.bench.NAME` on a throw-away installation of its own."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path

from nitka.kit.config import ConfigError


def run(options: argparse.Namespace) -> int:
    """Print what the benchmark says, then its one JSON object."""
    try:
        module = import_module(f"nitka.bench.{options.name}")
    except ModuleNotFoundError as error:
        if error.name != f"nitka.bench.{options.name}":
            raise
        files = sorted(path for path in _directory().glob("[a-z]*.py") if "\ndef run(" in path.read_text())
        names = ", ".join(path.stem for path in files)
        raise ConfigError(f"There is no benchmark {options.name!r}: choose one of {names}.") from None
    answer = module.run(options.full)
    print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def _directory() -> Path:
    return Path(import_module("nitka.bench").__path__[0])
