"""One row of the list, every word and figure ready.

Of fifty rows few differ from those that were drawn a moment ago, for whoever: what a row says is made of what it is
given alone, and remembered.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nitka.conversations.desk import names
from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.rows import Line
from nitka.ui import words
from nitka.ui.templatetags.ui import CHANNEL_ICONS, sprite

LIVE = timedelta(minutes=15)  # a wait that fills the ring where one sits and waits
LETTER = timedelta(hours=4)  # and elsewhere
KEPT = 2048  # rows of 2 KB here and 2 KB in the template: 8 MB when full


@dataclass(slots=True, frozen=True, eq=False)
class Row:
    """A row of the list. The same row is the same object."""

    id: str
    number: int
    name: str
    initials: str
    hue: int
    icon: str
    channel: str
    when: str
    iso: str
    subject: str
    snippet: str
    unread: bool
    asleep: bool
    wait: str
    level: str
    filled: int
    draft: bool
    tags: tuple[tuple[str, str], ...]


class Sight(NamedTuple):
    """Who looks and when, as far as the words of a row differ with it."""

    language: str
    zone: str
    today: date


class Page:
    """What is the same for all rows of a page, found once."""

    def __init__(self, now: datetime, at: Frame) -> None:
        zone = timezone.get_current_timezone()
        self.now, self.labels = now, at.labels
        self.sight = Sight(get_language() or "", str(zone), now.astimezone(zone).date())
        self.ways = {
            key: (sprite(CHANNEL_ICONS.get(way.icon, way.icon)), way.name, way.typing)
            for key, way in at.channels.items()
        }
        self.unknown = (sprite("globe"), "", False)

    def row(self, line: Line) -> Row:
        """The row of a conversation."""
        icon, channel, live = self.ways.get(line.channel_id, self.unknown)
        tags = tuple(
            (tag.name, tag.tone) for label in line.label_ids or () if (tag := self.labels.get(UUID(label))) is not None
        )
        return _row(
            self.sight, line.id.int, line.number, line.status == "snoozed", line.subject, line.preview,
            line.preview_by == "out", line.last_at, line.snoozed_until, line.customer_id.int, line.name,
            line.identity_kind, line.identity_value, line.unread, line.draft, icon, channel, tags,
            waiting(line.waiting_since, self.now, live=live) if line.waiting_since else ("", "", 0),
        )  # fmt: skip


@lru_cache(KEPT)
def _row(
    sight: Sight, key: int, number: int, asleep: bool, subject: str, preview: str, ours: bool, at: datetime,
    until: datetime | None, customer: int, name: str, kind: str, value: str, unread: bool, draft: str | None, icon: str,
    channel: str, tags: tuple[tuple[str, str], ...], wait: tuple[str, str, int],
) -> Row:  # fmt: skip
    """Nothing but its arguments goes into it; `sight` is what the words depend on besides."""
    called = names.customer_name(name, kind, value)
    said = _("You: %(text)s") % {"text": preview} if ours else preview
    if asleep and until:
        said = _("Until %(when)s") % {"when": _whole(until)}
    if draft:
        said = " ".join(draft.split())
    return Row(
        id=str(UUID(int=key)), number=number, name=called, initials=words.initials(called),
        hue=words.hue(UUID(int=customer)), icon=icon, channel=channel, when=words.when(at),
        iso=at.isoformat(timespec="seconds"), subject=subject or _("No subject"), snippet=said, unread=unread,
        asleep=asleep, wait=wait[0], level=wait[1], filled=wait[2], draft=bool(draft), tags=tags,
    )  # fmt: skip


def _whole(moment: datetime) -> str:
    """The day, unless it is today, and the time."""
    day, at = words.when(moment), words.clock_time(timezone.localtime(moment))
    return day if day == at else f"{day}, {at}"


def waiting(since: datetime, now: datetime, *, live: bool) -> tuple[str, str, int]:
    """How long a customer has waited: words, how pressing, how full the ring is."""
    waited = now - since
    share = waited / (LIVE if live else LETTER)
    level = "late" if share >= 1 else "soon" if share >= 0.5 else ""
    return words.duration(max(waited, timedelta(0))), level, min(100, round(share * 100))
