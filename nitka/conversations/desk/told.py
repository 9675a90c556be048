"""What stands beside a thread, in words: when it slept and what woke it, answers that wait."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from nitka.conversations.desk.aside import Aside, Sleep, Waits
from nitka.conversations.desk.events import Event
from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.names import first_name
from nitka.kit import clock
from nitka.ui import words


def told(found: Aside, frame: Frame, member_id: UUID) -> list[Event]:
    """When it was put aside and what woke it, in words."""
    out = []
    for row in found.sleeps:
        out.append(Event(row.at, "snooze", _slept(row, frame, member_id)))
        if row.ended_at and row.ended in ("due", "wrote", "member"):
            out.append(Event(row.ended_at, "snooze", _woke(row, frame, member_id)))
    return out


def _slept(row: Sleep, frame: Frame, member_id: UUID) -> str:
    by = frame.members.get(row.by_id) if row.by_id else None
    values = {"name": first_name(by.name) if by else "", "when": words.when(row.until, "full")}
    if row.by_id == member_id:
        said = _("You snoozed it until %(when)s")
    else:
        said = _("%(name)s snoozed it until %(when)s") if by else _("Snoozed until %(when)s")
    return said % values + (f": {row.why}" if row.why else "")


def _woke(row: Sleep, frame: Frame, member_id: UUID) -> str:
    if row.ended == "due":
        return _("Back: its moment has come")
    if row.ended == "wrote":
        return _("Back: the customer wrote")
    by = frame.members.get(row.ended_by_id) if row.ended_by_id else None
    if row.ended_by_id == member_id or by is None:
        return _("You brought it back")
    return _("%(name)s brought it back") % {"name": first_name(by.name)}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits, as the thread shows it."""

    row: Waits
    who: str
    mine: bool
    channel: str
    icon: str
    said: str
    asked: str

    @property
    def seconds(self) -> int:
        """Until it goes, for the countdown of undo."""
        return max(0, round((self.row.send_at - clock.now()).total_seconds()))


def answers_that_wait(found: Aside, frame: Frame, member_id: UUID, written_at: datetime | None) -> list[Waiting]:
    """Answers that wait, the next one first; `written_at` is when somebody last wrote to whom it concerns."""
    out = []
    for row in found.waits:
        author, way = frame.members.get(row.author_id), frame.channels.get(row.channel_id)
        mine = row.author_id == member_id
        out.append(
            Waiting(
                row=row,
                who=_("You") if mine else author.name if author else "",
                mine=mine,
                channel=way.name if way else "",
                icon=way.icon if way else "globe",
                said=_goes(row),
                asked=_asked(row, written_at),
            )
        )
    return out


def _goes(row: Waits) -> str:
    if row.state == "failed":
        return _("Not sent: the channel is switched off")
    if row.state == "asked":
        return _("Not sent")
    if not row.later:
        return _("Goes out in a moment")
    return _("Goes out %(when)s") % {"when": words.when(row.send_at, "full")}


def _asked(row: Waits, written_at: datetime | None) -> str:
    if not row.later or row.state == "failed":
        return ""
    if written_at and written_at > row.at:
        return _("There is something new since this was scheduled: it goes out only when you say so")
    return _("Its moment passed while Nitka was off") if row.state == "asked" else ""
