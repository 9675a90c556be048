"""How far an answer got, as a tick and in words."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nitka.channels.contract import reason_words
from nitka.conversations.desk.thread import Sending
from nitka.conversations.models import State
from nitka.ui import words


@dataclass(frozen=True, slots=True)
class Tick:
    """A delivery's mark: icon, words, whether it can be sent again."""

    id: UUID
    state: str
    icon: str
    words: str
    failed: bool = False


def tick(row: Sending) -> Tick:
    """The mark of one delivery."""
    at = words.when(row.changed_at, "full")
    state, key = row.state, row.id
    if state == State.FAILED:
        return Tick(key, state, "alert", reason(row.reason), failed=True)
    if state in (State.WAITING, State.SENDING):
        said = (
            _("Being sent")
            if not row.reason
            else _("Not sent yet: %(reason)s. Trying again") % {"reason": reason(row.reason)}
        )
        return Tick(key, state, "clock", said)
    if state == State.SENT:
        return Tick(key, state, "check", _("Sent %(at)s") % {"at": at})
    said = _("Read %(at)s") if state == State.READ else _("Delivered %(at)s")
    return Tick(key, state, "checks", said % {"at": at})


def reason(code: str) -> str:
    """Why it did not go out."""
    if code in ("", "plug_in"):
        return _("The channel failed")
    return reason_words(code, get_language() or "en")
