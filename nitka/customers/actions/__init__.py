"""Verbs of customers."""

from nitka.customers.actions.describe import WrongAttributes, describe, remove_note, restore_note, write_note
from nitka.customers.actions.enter import account_of, enter
from nitka.customers.actions.identify import Claim, hold, identify, lock, state
from nitka.customers.actions.merge import decide, merge, undo
from nitka.customers.actions.stand import Heard, Standing, hear, stand

__all__ = [
    "Claim", "Heard", "Standing", "WrongAttributes", "account_of", "decide", "describe", "enter", "hear", "hold",
    "identify", "lock", "merge", "remove_note", "restore_note", "stand", "state", "undo", "write_note",
]  # fmt: skip
