"""Verbs of customers."""

from nitka.customers.actions.enter import account_of, enter
from nitka.customers.actions.identify import Claim, hold, identify, lock, state
from nitka.customers.actions.merge import decide, merge, undo

__all__ = ["Claim", "account_of", "decide", "enter", "hold", "identify", "lock", "merge", "state", "undo"]
