"""The lines of an episode: each moment one line, messages of a day and channel together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import ngettext

from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.names import first_name
from nitka.conversations.story.reading import Happened
from nitka.moments.kinds import tell


@dataclass(slots=True)
class Line:
    """One line."""

    id: UUID
    at: datetime
    icon: str
    title: str
    detail: str = ""
    tone: str = ""
    face: int = 0
    joined: bool = False


def lines(moments: Sequence[Happened], frame: Frame, joined: Collection[UUID] = ()) -> list[Line]:
    """Newest first. `joined`: contacts that came with who became this customer of late; what came by them is marked."""
    out: list[Line] = []
    talked: dict[tuple[object, ...], tuple[Line, list[int]]] = {}
    for moment in moments:
        if moment.kind not in ("message.in", "message.out"):
            out.append(_line(moment, frame))
            out[-1].joined = moment.identity_id in joined
            continue
        key = (moment.conversation_id, moment.channel_id, timezone.localtime(moment.at).date())
        if key not in talked:
            way = frame.channels.get(moment.channel_id) if moment.channel_id else None
            line = Line(moment.id, moment.at, way.icon if way else "chat", "", way.name if way else "")
            talked[key] = (line, [0, 0])
            out.append(line)
        talked[key][0].joined |= moment.identity_id in joined
        talked[key][1][moment.kind == "message.out"] += 1
    for line, (theirs, ours) in talked.values():
        line.title = _said(theirs, ours)
    return out


def _said(theirs: int, ours: int) -> str:
    wrote = ngettext("Wrote %(n)s message", "Wrote %(n)s messages", theirs) % {"n": theirs} if theirs else ""
    answered = ngettext("we answered once", "we answered %(n)s times", ours) % {"n": ours}
    if not theirs:
        return ngettext("We wrote %(n)s message", "We wrote %(n)s messages", ours) % {"n": ours}
    return f"{wrote}, {answered}" if ours else wrote


def _line(moment: Happened, frame: Frame) -> Line:
    told = tell(moment)
    person = frame.members.get(moment.member_id) if moment.member_id else None
    detail = " · ".join(part for part in (told.detail, first_name(person.name) if person else "") if part)
    return Line(moment.id, moment.at, told.icon, told.title, detail, told.tone, told.face)
