"""The passphrase of a backup: from the environment, or asked for."""

from __future__ import annotations

import getpass
import os
import sys

from nitka.kit.config import ConfigError

VARIABLE = "NITKA_BACKUP_PASSPHRASE"
SHORTEST = 12


def told(*, new: bool) -> str:
    """What seals or opens a backup; a new one is asked for twice and must not be too short to be guessed."""
    given = os.environ.get(VARIABLE, "") or _asked(new=new)
    if new and len(given) < SHORTEST:
        raise ConfigError(
            f"The passphrase is shorter than {SHORTEST} characters: whoever gets hold of the file could guess it."
            f" Choose a longer one ({VARIABLE})."
        )
    return given


def _asked(*, new: bool) -> str:
    if not sys.stdin.isatty():
        raise ConfigError(f"A backup is sealed by a passphrase: set {VARIABLE}, or run this on a terminal to be asked.")
    given = getpass.getpass("Passphrase of the backup: ")
    if new and getpass.getpass("The same again: ") != given:
        raise ConfigError("The two were not the same: nothing was done.")
    return given
