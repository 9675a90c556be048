"""The verbs of rights."""

from nitka.rights.actions.erase import Busy, call_off, count, order_erasure
from nitka.rights.actions.export import note_download, order_copy, place
from nitka.rights.actions.register import close, go_on_again, note, receive, set_habits, stop, take

__all__ = [
    "Busy", "call_off", "close", "count", "go_on_again", "note", "note_download", "order_copy", "order_erasure",
    "place", "receive", "set_habits", "stop", "take",
]  # fmt: skip
