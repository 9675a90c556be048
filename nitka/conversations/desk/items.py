"""A thread as its page shows it: days, messages, and quiet lines of what happened between them, in one order."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.conversations.actions.notes import WHILE
from nitka.conversations.desk import events, names, regroupings
from nitka.conversations.desk.aside import Aside
from nitka.conversations.desk.cards import with_cards
from nitka.conversations.desk.deliveries import Tick, tick
from nitka.conversations.desk.dossier import Dossier
from nitka.conversations.desk.frame import Frame, Way
from nitka.conversations.desk.letter import Beside, beside
from nitka.conversations.desk.marks import marked
from nitka.conversations.desk.texts import lines_of, paragraphs
from nitka.conversations.desk.thread import Attached, Written
from nitka.conversations.desk.told import told
from nitka.kit import clock
from nitka.ui import words

PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


@dataclass(slots=True)
class File:
    """A file of a message; pictures show themselves."""

    id: UUID
    name: str
    size: int
    picture: bool


@dataclass(slots=True)
class Said:
    """One message."""

    id: UUID
    direction: str
    who: str
    via: str
    at: datetime
    channel: Way | None
    html: SafeString
    subject: str = ""
    quoted: SafeString | None = None
    quoted_words: str = ""
    files: list[File] = field(default_factory=list)
    tick: Tick | None = None
    has_html: bool = False
    auto: bool = False
    beside: Beside | None = None
    type: str = "msg"
    iso: str = ""
    time: str = ""
    text: str = ""
    was: list[tuple[str, SafeString]] = field(default_factory=list)
    can_change: bool = False
    author_id: UUID | None = None

    @property
    def more(self) -> bool:
        """Whether anything stands under its words."""
        return bool(self.files or self.quoted or self.has_html or self.was)

    @property
    def below(self) -> bool:
        """Whether it can be changed or sent again."""
        return self.can_change or bool(self.tick and self.tick.failed)


@dataclass(slots=True)
class Day:
    """A separator of days."""

    heading: str
    at: datetime
    type: str = "day"


def items(dossier: Dossier, rows: list[Written], frame: Frame, member_id: UUID, *, whole: bool) -> list[Any]:
    """Everything of a thread in order. `whole`: the rows begin at its beginning, so that all events belong."""
    since = rows[0].at if rows and not whole else None
    happened = [*events.all_of(dossier, frame, member_id), *told(dossier.aside, frame, member_id)]
    happened += regroupings.told(dossier, frame)
    with_cards(happened, dossier, rows, frame, member_id)
    around = [event for event in happened if since is None or event.at >= since]
    out: list[Any] = []
    day: date | None = None
    before: Written | None = None
    own = frozenset(way.address for way in frame.channels.values() if way.address)
    subjects, zone = _subjects(rows, dossier), timezone.get_current_timezone()
    entries: list[Written | events.Event] = [*rows, *around]
    for entry in sorted(entries, key=lambda entry: entry.at):
        local = entry.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            out.append(Day(words.when(entry.at, "day"), entry.at))
        if isinstance(entry, events.Event):
            out.append(_timed(entry, local))
            continue
        turn = events.turn(before, entry, frame)
        if turn:
            out.append(_timed(turn, local))
        before = entry if entry.direction != "note" else before
        said = _shown(entry, dossier, frame, member_id, subject=subjects.get(entry.id, ""), own=own)
        if entry.direction == "note":
            said = _note(said, entry, dossier.aside, frame, member_id)
        out.append(_timed(said, local))
    return out


def _note(item: Any, row: Written, kept: Aside, frame: Frame, member_id: UUID) -> Any:
    """A note with its trace; one that was taken away is a quiet line."""
    changes = [was for was in kept.revisions if was.message_id == row.id]
    if changes and changes[-1].removed:
        by = frame.members.get(changes[-1].by_id) if changes[-1].by_id else None
        mine = changes[-1].by_id == member_id
        said = _("You took a note away") if mine else _("%(name)s took a note away") % {"name": by.name if by else ""}
        return events.Event(row.at, "lock", said)
    item.text, item.was = row.body, [(words.when(was.at, "full"), paragraphs(was.text)) for was in changes]
    item.can_change = row.author_id == member_id and clock.now() - row.at < WHILE
    return item


def _timed(item: Said | events.Event, local: datetime) -> Said | events.Event:
    item.iso, item.time = local.isoformat(), words.clock_time(local)
    return item


def _shown(
    row: Written, dossier: Dossier, frame: Frame, member_id: UUID, *, subject: str, own: frozenset[str]
) -> Said | events.Event:
    if row.auto and row.direction == "out":
        return events.announced(row, frame)
    return Said(
        id=row.id,
        direction=row.direction,
        who=_who(row, dossier, frame, member_id),
        via=_via(row, frame),
        at=row.at,
        channel=frame.channels.get(row.channel_id),
        html=marked(paragraphs(row.body), frame) if row.direction == "note" else paragraphs(row.body),
        subject=subject,
        quoted=paragraphs(row.folded) if row.folded else None,
        quoted_words=_quoted(row.folded),
        files=[_file(file) for file in row.files if not (file.inline and file.cid)],
        tick=tick(row.delivery) if row.delivery else None,
        has_html=row.has_html,
        auto=row.auto,
        beside=beside(row, own),
        author_id=row.author_id,
    )


def _file(row: Attached) -> File:
    return File(row.id, row.name or _("file"), row.size, row.type in PICTURES)


def _who(row: Written, dossier: Dossier, frame: Frame, member_id: UUID) -> str:
    if row.direction == "in":
        sender = next((i for i in dossier.identities if i.id == row.identity_id), None)
        if sender is None:  # somebody else, who answered a message of ours: never under the customer's name
            return names.customer_name(row.sender_name, row.sender_kind, row.sender_value)
        if dossier.customer.name:
            return dossier.customer.name
        return names.customer_name(sender.name, sender.kind, sender.value)
    if row.author_id == member_id:
        return _("You")
    author = frame.members.get(row.author_id) if row.author_id else None
    return author.name if author else str(row.meta.get("author") or _("By the API"))


def _via(row: Written, frame: Frame) -> str:
    if row.direction == "note":
        return _("note, the customer does not see it")
    way = frame.channels.get(row.channel_id)
    if way and row.sender_kind == way.kind:
        return str(row.sender_value)
    return way.name if way else ""


def _subjects(rows: list[Written], dossier: Dossier) -> dict[UUID, str]:
    """The subjects of letters that say something new."""
    last, found = events.without_re(dossier.conversation.subject), {}
    for row in rows:
        if not row.subject:
            continue
        plain = events.without_re(row.subject)
        if plain != last and row.direction != "note":
            found[row.id] = row.subject
        last = plain
    return found


def _quoted(text: str | None) -> str:
    if not text:
        return ""
    n = lines_of(text)
    return ngettext("Quoted text, %(n)s line", "Quoted text, %(n)s lines", n) % {"n": n}
