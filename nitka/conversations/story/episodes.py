"""Moments in episodes: a talk and its end, a purchase and its delivery, a day of visits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s

from django.utils import timezone

from nitka.conversations.story.asked import Asked
from nitka.conversations.story.reading import Happened
from nitka.moments.kinds import KINDS, Facts

SHOWN = 80  # moments of a page
AHEAD = 80  # read beyond it, so that an episode that began earlier is told whole
MOST_OPEN = 24


@dataclass(slots=True)
class Episode:
    """Moments that belong together, newest first. `about`: talk, order, subscription, product, visit, or one kind."""

    key: str
    about: str
    moments: list[Happened] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        """When it ended, so far."""
        return max(moment.at for moment in self.moments)

    @property
    def began_at(self) -> datetime:
        """When it began, as far as it was read."""
        return min(moment.at for moment in self.moments)


def page(rows: Sequence[Happened], asked: Asked) -> tuple[list[Episode], str]:
    """The episodes of a page, the latest first, and the address of what is earlier ("" when that is all)."""
    told = [row for row in rows if not row.data.get("auto") and not _shown(row, asked)]
    more = len(rows) > SHOWN + AHEAD
    cut = rows[SHOWN - 1].id if more else None
    episodes: dict[str, Episode] = {}
    for row in told:
        key, about = belongs(row)
        if key in episodes or cut is None or row.id >= cut:
            episodes.setdefault(key, Episode(key, about)).moments.append(row)
    latest = sorted(episodes.values(), key=lambda episode: episode.at, reverse=True)
    if cut is None:
        return latest, ""
    straddling = [key for key, episode in episodes.items() if episode.moments[-1].id < cut][:MOST_OPEN]
    return latest, asked.query(before=cut.hex, shown="-".join(straddling), till=rows[-1].id.hex)


def belongs(row: Happened) -> tuple[str, str]:
    """The key of the episode a moment is of, and what that is about."""
    kind = KINDS.get(row.kind)
    if row.conversation_id:
        return _short(f"talk {row.conversation_id}"), "talk"
    if kind and kind.thing and (thing := Facts(row.data).text(kind.key)):
        return _short(f"{kind.thing} {thing}"), "bought" if row.kind == "purchase" else kind.thing
    day = timezone.localtime(row.at).date()
    if kind and kind.group == "visit":
        return _short(f"visit {day}"), "visit"
    if kind and kind.thing:
        return _short(f"one {row.id}"), "bought" if row.kind == "purchase" else row.kind
    return _short(f"{row.kind} {day}"), row.kind


def _shown(row: Happened, asked: Asked) -> bool:
    """An earlier page told it already, within an episode that reached this far."""
    return asked.till is not None and row.id >= asked.till and belongs(row)[0] in asked.shown


def _short(key: str) -> str:
    return blake2s(key.encode(), digest_size=8).hexdigest()
