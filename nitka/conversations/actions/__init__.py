"""Verbs of conversations: the only place that writes them."""

from nitka.conversations.actions.assign import assign, take
from nitka.conversations.actions.close import close, reopen
from nitka.conversations.actions.digest import digest
from nitka.conversations.actions.receipts import acknowledge, receipts
from nitka.conversations.actions.receive import Arrival, receive
from nitka.conversations.actions.reply import Destination, announce, note, reply

__all__ = [
    "Arrival",
    "Destination",
    "acknowledge",
    "announce",
    "assign",
    "close",
    "digest",
    "note",
    "receipts",
    "receive",
    "reopen",
    "reply",
    "take",
]
