"""Verbs of feedback."""

from nitka.feedback.actions.ask import ask, on_closed
from nitka.feedback.actions.rate import NotAsked, TooLate, rate, stop_asking
from nitka.feedback.actions.restore import Asked, Dealt, restore
from nitka.feedback.actions.rules import set_rule
from nitka.feedback.actions.tasks import CannotClose, add_step, assign, close, move, on_rated, reopen, take, tell

__all__ = [
    "Asked",
    "CannotClose",
    "Dealt",
    "NotAsked",
    "TooLate",
    "add_step",
    "ask",
    "assign",
    "close",
    "move",
    "on_closed",
    "on_rated",
    "rate",
    "reopen",
    "restore",
    "set_rule",
    "stop_asking",
    "take",
    "tell",
]
