"""The verbs of notices."""

from nitka.notices.actions.devices import forget, register, try_out
from nitka.notices.actions.parked import again, all_again, let_go
from nitka.notices.actions.queue import later
from nitka.notices.actions.seen import open_notice, saw, see_all
from nitka.notices.actions.tell import tell
from nitka.notices.actions.wish import set_wishes, stop_letters

__all__ = [
    "again",
    "all_again",
    "forget",
    "later",
    "let_go",
    "open_notice",
    "register",
    "saw",
    "see_all",
    "set_wishes",
    "stop_letters",
    "tell",
    "try_out",
]
