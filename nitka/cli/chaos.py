"""`nitka chaos`: plays `nitka.chaos` and prints what it found; exit code 1 when a promise was not kept."""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
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
    if options.full:
        asked = chaos.full(asked)
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))  # all is tidied up on the way out
    report = chaos.run(asked, (lambda _line: None) if options.json else lambda line: print(line, flush=True))
    print(report.json() if options.json else "\n".join(report.lines()), flush=True)
    return 1 if report.violations else 0
