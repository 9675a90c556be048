"""Verbs of imports."""

from nitka.imports.actions.begin import begin, change_kind, drop, read_again
from nitka.imports.actions.steps import go_on, hold, run, settle, take_back, try_it

__all__ = ["begin", "change_kind", "drop", "go_on", "hold", "read_again", "run", "settle", "take_back", "try_it"]
