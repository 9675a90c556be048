"""The verbs of rights."""

from nitka.rights.actions.correct import CannotCorrect, correct, drop, point_out, uncorrect
from nitka.rights.actions.erase import Busy, call_off, count, order_erasure
from nitka.rights.actions.export import hand_out, order_copy, place
from nitka.rights.actions.register import close, go_on_again, note, receive, set_habits, stop, take

__all__ = [
    "Busy", "CannotCorrect", "call_off", "close", "correct", "count", "drop", "go_on_again", "hand_out", "note",
    "order_copy", "order_erasure", "place", "point_out", "receive", "set_habits", "stop", "take", "uncorrect",
]  # fmt: skip
