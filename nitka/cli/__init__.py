"""The program `nitka`."""

from nitka.cli.main import main

__all__ = ["main"]
