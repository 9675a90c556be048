"""`nitka chaos`: plays `nitka.chaos` and prints what it found; exit code 1 when a promise was not kept."""

from __future__ import annotations

import argparse
import secrets
from importlib import import_module

from nitka.kit.config import ConfigError


def run(options: argparse.Namespace) -> int:
    """Play, print, judge."""
    chaos = import_module("nitka.chaos.run")
    known = import_module("nitka.chaos.faults").FAULTS
    names = [name.strip() for name in options.only.split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise ConfigError(f"There is no fault {name!r}: choose of {', '.join(known)}.")
    seed = options.seed if options.seed is not None else secrets.randbelow(10**6)
    asked = chaos.Options(seed, options.minutes * 60, longest=options.longest, names=names)
    report = chaos.run(asked, (lambda _line: None) if options.json else lambda line: print(line, flush=True))
    print(report.json() if options.json else "\n".join(report.lines()), flush=True)
    return 1 if report.violations else 0
