"""Verbs of customers."""

from nitka.customers.actions.identify import Claim, identify, lock, state
from nitka.customers.actions.merge import decide, merge, undo

__all__ = ["Claim", "decide", "identify", "lock", "merge", "state", "undo"]
