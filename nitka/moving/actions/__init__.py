"""Verbs of moving in."""

from nitka.moving.actions.begin import WrongKeys, begin, drop, give
from nitka.moving.actions.run import NotNow, go_on, hold, run, take_back

__all__ = ["NotNow", "WrongKeys", "begin", "drop", "give", "go_on", "hold", "run", "take_back"]
