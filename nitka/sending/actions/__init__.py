"""Verbs of lists that are sent."""

from nitka.sending.actions.runs import again, due, send, try_out
from nitka.sending.actions.schedules import Wrong, keep, remove, switch, trust

__all__ = ["Wrong", "again", "due", "keep", "remove", "send", "switch", "trust", "try_out"]
