"""A customer's moments in words, those of one conversation on one day told together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.conversations.desk.dossier import Happened
from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.names import first_name
from nitka.moments.kinds import tell
from nitka.moments.models import Moment


@dataclass(slots=True)
class Knot:
    """One knot of the story."""

    at: datetime
    title: str
    detail: str = ""
    face: int = 0
    number: int | None = None


@dataclass(slots=True)
class _Talk:
    at: datetime
    wrote: int = 0
    answered: int = 0
    channels: dict[UUID, None] = field(default_factory=dict)
    number: int | None = None


def story(moments: Sequence["Happened | Moment"], frame: Frame, numbers: dict[UUID, int] | None = None) -> list[Knot]:
    """Knots, newest first."""
    out: list[Knot] = []
    known: dict[UUID | None, int] = dict((numbers or {}).items())
    talks: dict[tuple[UUID | None, date], _Talk] = {}
    for moment in moments:
        if moment.kind in ("message.in", "message.out"):
            if moment.data.get("auto"):
                continue
            key = (moment.conversation_id, timezone.localtime(moment.at).date())
            talk = talks.setdefault(key, _Talk(moment.at, number=known.get(moment.conversation_id)))
            talk.wrote += moment.kind == "message.in"
            talk.answered += moment.kind == "message.out"
            if moment.channel_id:
                talk.channels[moment.channel_id] = None
        else:
            out.append(_told(moment, frame))
    out += [_talk(talk, frame) for talk in talks.values()]
    return sorted(out, key=lambda knot: knot.at, reverse=True)


def _talk(talk: _Talk, frame: Frame) -> Knot:
    wrote = ngettext("Wrote %(n)s message", "Wrote %(n)s messages", talk.wrote) % {"n": talk.wrote}
    answered = ngettext("we answered once", "we answered %(n)s times", talk.answered) % {"n": talk.answered}
    if not talk.wrote:
        wrote = ngettext("We wrote %(n)s message", "We wrote %(n)s messages", talk.answered) % {"n": talk.answered}
    names = [frame.channels[key].name for key in reversed(talk.channels) if key in frame.channels]
    parts = [*([answered] if talk.wrote and talk.answered else []), ", ".join(names)]
    return Knot(talk.at, wrote, " · ".join(part for part in parts if part), number=talk.number)


def _told(moment: "Happened | Moment", frame: Frame) -> Knot:
    person = frame.members.get(moment.member_id) if moment.member_id else None
    by = first_name(person.name) if person else ""
    kind = moment.kind
    if kind == "conversation.closed":
        return Knot(moment.at, _("Closed"), by)
    if kind == "conversation.reopened":
        return Knot(moment.at, _("Opened again"), by)
    if kind == "rating":
        return _rating(moment)
    if kind == "rating.asked":
        return Knot(moment.at, _("Asked for a rating"))
    told = tell(moment)
    return Knot(moment.at, told.title, told.detail)


def _rating(moment: "Happened | Moment") -> Knot:
    score, scale = moment.data.get("score"), moment.data.get("scale", "csat")
    if not isinstance(score, int):
        return Knot(moment.at, _("Gave a rating"))
    again = _("changed or explained") if moment.data.get("changed") else ""
    if scale == "nps":
        face = 5 if score >= 9 else 3 if score >= 7 else 2
        return Knot(moment.at, _("Rated %(score)s of %(most)s") % {"score": score, "most": 10}, again, face=face)
    face = max(1, min(5, score))
    return Knot(moment.at, _("Rated %(score)s of %(most)s") % {"score": score, "most": 5}, again, face=face)
