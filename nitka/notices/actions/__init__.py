"""The verbs of notices."""

from nitka.notices.actions.queue import later
from nitka.notices.actions.seen import open_notice, saw, see_all
from nitka.notices.actions.tell import tell

__all__ = ["later", "open_notice", "saw", "see_all", "tell"]
