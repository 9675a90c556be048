"""Saved views with how many conversations each holds now, for one member's navigation."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nitka.accounts.models import Member
from nitka.accounts.policies import can_change_view, sees_all
from nitka.accounts.queries import kept_views
from nitka.conversations import queries
from nitka.conversations.desk.frame import frame
from nitka.conversations.models import SavedView
from nitka.conversations.search.conditions import Asker, conditions
from nitka.conversations.search.hits import Ask, latest
from nitka.conversations.search.line import read
from nitka.conversations.search.match import match
from nitka.ui import words

ENOUGH = 99  # above it a count says no more
SHOWN = 20  # views that are counted


@dataclass(frozen=True, slots=True)
class Counted:
    """A view, and how many conversations it holds."""

    id: UUID
    name: str
    query: str
    shared: bool
    removable: bool
    count: str


def views(member: Member) -> list[SavedView]:
    """A member's own views and everybody's."""
    return sorted(kept_views(SavedView, member), key=lambda view: (view.member_id is not None, view.name.lower()))


def counted(member: Member) -> list[Counted]:
    """The views with their counts, as this member sees them."""
    kept = views(member)[:SHOWN]
    asker = Asker.of(member, frame(member)) if kept else None
    return [_counted(view, member, asker) for view in kept]


def _counted(view: SavedView, member: Member, asker: Any) -> Counted:
    n = _count(view.query, member, asker)
    said = f"{ENOUGH}+" if n > ENOUGH else words.figure(n)
    removable = can_change_view(member, view)
    return Counted(view.pk, view.name, view.query, view.member_id is None, removable, said)


def _count(query: str, member: Member, asker: Asker) -> int:
    """Conversations of a search, up to one more than ENOUGH."""
    line = read(query)
    meant = conditions(line.filters, asker)
    sought = match(line, meant.tags)
    found = queries.visible_to(member).filter(meant.where)
    if sought.query:
        narrow = not sees_all(member) or bool(meant.where)
        return len(latest(Ask(sought, found, narrow, meant.since, meant.until), ENOUGH + 1).found)
    found = found.filter(last_at__gte=meant.since) if meant.since else found
    found = found.filter(last_at__lt=meant.until) if meant.until else found
    return found[: ENOUGH + 1].count()
