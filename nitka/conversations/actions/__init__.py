"""Verbs of conversations: the only place that writes them."""

from nitka.conversations.actions.addressee import NoAddress, Unseen, addressee, named
from nitka.conversations.actions.announce import announce
from nitka.conversations.actions.assign import CannotHave, assign, assign_many, take
from nitka.conversations.actions.begin import CannotBegin, Holder, Letter, begin
from nitka.conversations.actions.beginnings import (
    Begun,
    NewerBeginning,
    NotYours,
    begin_once,
    drop_beginning,
    keep_beginning,
)
from nitka.conversations.actions.close import close, close_many, reopen, reopen_many
from nitka.conversations.actions.confirm import NoWay, answered, ask_to_confirm
from nitka.conversations.actions.digest import digest
from nitka.conversations.actions.drafts import Newer, clear_draft, save_draft
from nitka.conversations.actions.follow import follow, mention, unfollow
from nitka.conversations.actions.keeping import save_canned, save_habits, save_macro
from nitka.conversations.actions.labels import Taken, change_pairs, delete_label, put_labels, save_label
from nitka.conversations.actions.meanwhile import Meanwhile, stop_if_unseen
from nitka.conversations.actions.notes import change_note, remove_note
from nitka.conversations.actions.pending import cancel, reschedule, send, send_now
from nitka.conversations.actions.receipts import acknowledge, receipts
from nitka.conversations.actions.receive import Arrival, receive
from nitka.conversations.actions.regroup import CannotRegroup, merge, split
from nitka.conversations.actions.regroup import undo as undo_regrouping
from nitka.conversations.actions.reply import Copies, Empty, note, reply
from nitka.conversations.actions.saved_views import remove_view, save_view
from nitka.conversations.actions.snooze import snooze, snooze_many, wake
from nitka.conversations.actions.unbegin import unbegin
from nitka.conversations.actions.written import Destination

__all__ = [
    "Arrival",
    "Begun",
    "CannotBegin",
    "CannotHave",
    "CannotRegroup",
    "Copies",
    "Destination",
    "Empty",
    "Holder",
    "Letter",
    "Meanwhile",
    "Newer",
    "NewerBeginning",
    "NoAddress",
    "NoWay",
    "NotYours",
    "Taken",
    "Unseen",
    "acknowledge",
    "addressee",
    "announce",
    "answered",
    "ask_to_confirm",
    "assign",
    "assign_many",
    "begin",
    "begin_once",
    "cancel",
    "change_note",
    "change_pairs",
    "clear_draft",
    "close",
    "close_many",
    "delete_label",
    "digest",
    "drop_beginning",
    "follow",
    "keep_beginning",
    "mention",
    "merge",
    "named",
    "note",
    "put_labels",
    "receipts",
    "receive",
    "remove_note",
    "remove_view",
    "reopen",
    "reopen_many",
    "reply",
    "reschedule",
    "save_canned",
    "save_draft",
    "save_habits",
    "save_label",
    "save_macro",
    "save_view",
    "send",
    "send_now",
    "snooze",
    "snooze_many",
    "split",
    "stop_if_unseen",
    "take",
    "unbegin",
    "undo_regrouping",
    "unfollow",
    "wake",
]
