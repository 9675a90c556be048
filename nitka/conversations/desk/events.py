"""What happened to a conversation between its messages, in words: who got it and why, closures, changes of channel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nitka.conversations.desk.deliveries import Tick, tick
from nitka.conversations.desk.dossier import Dossier, Ending, Handover
from nitka.conversations.desk.frame import Frame, Person
from nitka.conversations.desk.names import first_name
from nitka.conversations.desk.thread import Written
from nitka.conversations.handover.card import Card
from nitka.customers.models import Purpose

NAMED = 4  # purposes that a line names
_RE = re.compile(r"^\s*((re|fwd?|aw|отв|ha|на)\s*:\s*)+", re.IGNORECASE)


@dataclass(slots=True)
class Event:
    """A quiet line."""

    at: datetime
    icon: str
    words: str
    tick: Tick | None = None
    card: Card | None = None
    undo: str = ""  # the merge or split that the line can take back
    to: Person | None = None  # who got it
    fresh: bool = False  # its reader is who gets it and has not answered since
    type: str = "sys"
    iso: str = ""
    time: str = ""


def all_of(dossier: Dossier, frame: Frame, member_id: UUID) -> list[Event]:
    """Assignments and closures."""
    found = [_assigned(row, frame, member_id) for row in dossier.assignments]
    for row in dossier.closures:
        found.append(_closed(row, frame, member_id))
        if row.reopened_at:
            found.append(_reopened(row, row.reopened_at, frame, member_id))
    return found


def turn(before: Written | None, now: Written, frame: Frame) -> Event | None:
    """The line that marks where a thread goes on in another channel."""
    if before is None or now.direction == "note" or now.channel_id == before.channel_id or now.auto:
        return None
    came, goes = frame.channels.get(before.channel_id), frame.channels.get(now.channel_id)
    if came is None or goes is None:
        return None
    said = _("The conversation goes on in another channel: %(from)s → %(to)s") % {"from": came.name, "to": goes.name}
    return Event(now.at, goes.icon, said, type="turn")


def announced(row: Written, frame: Frame) -> Event:
    """A message nobody wrote by hand."""
    way = frame.channels.get(row.channel_id)
    mark = tick(row.delivery) if row.delivery else None
    failed = mark if mark and mark.failed else None
    if "confirm" in row.meta:
        return Event(row.at, "tick-id", _("Asked to confirm: %(address)s") % {"address": row.sender_value}, failed)
    if "consent" in row.meta:
        asked = _("Asked to confirm a consent: %(address)s") % {"address": row.sender_value}
        return Event(row.at, "mail", asked, failed)
    if "stop" in row.meta:
        return Event(row.at, "shield", _unsubscribed(row.meta.get("purposes", ())), failed)
    said = _("Asked for a rating: %(channel)s") if "rating" in row.meta else _("Sent automatically: %(channel)s")
    icon = "star" if "rating" in row.meta else "bot"
    return Event(row.at, icon, said % {"channel": way.name if way else ""}, failed)


def _unsubscribed(purposes: Sequence[tuple[str, dict[str, str]]]) -> str:
    """What was withdrawn, as far as it was written down: before, a word was kept without it."""
    if not purposes:
        return _("They unsubscribed by this word, and were told so")
    called = [Purpose(code=code, names=names).name for code, names in purposes]
    names = [pgettext("quoted", "“%(name)s”") % {"name": name} for name in called]
    said = ", ".join(names[:NAMED])
    if (more := len(names) - NAMED) > 0:
        said = ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {"names": said, "n": more}
    return _("They unsubscribed by this word and were told so: %(purposes)s") % {"purposes": said}


def without_re(subject: str) -> str:
    """A subject without its chain of Re:."""
    return _RE.sub("", subject).strip()


def _assigned(row: Handover, frame: Frame, member_id: UUID) -> Event:
    who, by = _name(row.member_id, frame), _name(row.by_id, frame)
    mine, by_me = row.member_id == member_id, row.by_id == member_id
    reason = row.reason
    if reason == "returned":
        return Event(row.at, "undo", _("The customer is back"))
    if row.member_id is None and row.team_id:
        said = _to_team(by, frame.teams.get(row.team_id, ""), by_me=by_me, back=reason == "team_restored")
    elif reason == "team_deleted":
        said = _("Back in the queue: its team is no more")
    elif row.member_id is None:
        said = (
            _("Nobody was on shift: waiting in the queue")
            if reason == "nobody_present"
            else (
                _("You put it back into the queue")
                if by_me
                else _("%(name)s put it back into the queue") % {"name": by}
            )
        )
    elif reason == "handed_on":
        said = (
            _("Handed on to you: a colleague left")
            if mine
            else _("Handed on to %(name)s: a colleague left") % {"name": who}
        )
    elif reason in ("owner", "same_again", "least_loaded"):
        said = _by_routing(reason, who, mine=mine)
    elif reason == "answered":
        said = _("You answered, so it is yours") if mine else _("%(name)s answered first and has it") % {"name": who}
    elif reason == "began":
        said = _("You began this conversation") if mine else _("%(name)s began this conversation") % {"name": who}
    elif reason == "taken":
        said = _("You took it") if mine else _("%(name)s took it") % {"name": who}
    else:
        said = _by_hand(who, by, mine=mine, by_me=by_me)
    return Event(row.at, "hand", said)


def _by_routing(reason: str, who: str, *, mine: bool) -> str:
    """Why it was given out to them."""
    if mine:
        return {
            "owner": _("Given to you: you are the customer’s owner"),
            "same_again": _("Given to you: you answered this customer before"),
            "least_loaded": _("Given to you: you had the fewest open conversations"),
        }[reason]
    return {
        "owner": _("Given to %(name)s, the customer’s owner"),
        "same_again": _("Given to %(name)s, who answered this customer before"),
        "least_loaded": _("Given to %(name)s, who had the fewest open conversations"),
    }[reason] % {"name": who}


def _to_team(by: str, team: str, *, by_me: bool, back: bool) -> str:
    if back:
        return _("Back to the team %(team)s: it is there again") % {"team": team}
    if by_me:
        return _("You gave it to the team %(team)s") % {"team": team}
    values = {"by": by, "team": team}
    return (_("%(by)s gave it to the team %(team)s") if by else _("Given to the team %(team)s")) % values


def _by_hand(who: str, by: str, *, mine: bool, by_me: bool) -> str:
    if by_me:
        return _("You gave it to %(name)s") % {"name": who}
    if mine:
        return _("%(by)s gave it to you") % {"by": by} if by else _("Given to you")
    return _("%(by)s gave it to %(name)s") % {"by": by, "name": who} if by else _("Given to %(name)s") % {"name": who}


def _closed(row: Ending, frame: Frame, member_id: UUID) -> Event:
    if row.by_id == member_id:
        return Event(row.at, "check", _("You closed it"))
    by = _name(row.by_id, frame)
    return Event(row.at, "check", _("%(name)s closed it") % {"name": by} if by else _("Closed"))


def _reopened(row: Ending, at: datetime, frame: Frame, member_id: UUID) -> Event:
    if row.reopened_by_id == member_id:
        return Event(at, "undo", _("You opened it again"))
    by = _name(row.reopened_by_id, frame)
    said = _("%(name)s opened it again") % {"name": by} if by else _("The customer wrote again: open")
    return Event(at, "undo", said)


def _name(member_id: UUID | None, frame: Frame) -> str:
    person = frame.members.get(member_id) if member_id else None
    return first_name(person.name) if person else ""
