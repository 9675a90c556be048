"""`nitka bench NAME`: runs `nitka.bench.NAME` on a throw-away installation of its own."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

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
    print(json.dumps(_measured(module, options), ensure_ascii=False), flush=True)
    return 0


def _measured(module: ModuleType, options: argparse.Namespace) -> dict[str, Any]:
    """What it answers, of the size and in the directory that are asked for."""
    if options.count is None and options.keep is None:
        answer: dict[str, Any] = module.run(options.full)
        return answer
    if not hasattr(module, "sized"):
        raise ConfigError(f"--count and --keep are for inbox and profile, not for {options.name}.")
    count = module.SIZES[options.full] if options.count is None else options.count
    if count < 1_000:
        raise ConfigError(f"--count {count}: too few to measure anything; from 1000 on.")
    answer = module.sized(count, options.keep)
    return answer


def _directory() -> Path:
    return Path(import_module("nitka.bench").__path__[0])
