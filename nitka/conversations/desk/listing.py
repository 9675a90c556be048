"""The list as its page shows it: groups of rows, every word and figure ready, so that a row costs little to draw."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.accounts.policies import Permission, has, sees_all
from nitka.conversations.actions.signal import NOBODY
from nitka.conversations.desk.frame import Frame, Tag
from nitka.conversations.desk.row import Page, Row
from nitka.conversations.desk.rows import FIRST, PAGE, TEAM, Cursor, Line, Lines, ask_lines
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon
from nitka.kit.ids import id_in
from nitka.realtime import topics


@dataclass(slots=True)
class Group:
    """Rows under one heading; `count` is all there are, not only those shown."""

    part: int
    heading: str
    count: int | None
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """A view of the list."""

    view: str
    title: str
    groups: list[Group]
    shown: int
    total: int | None
    next: str
    views: list[tuple[str, str, int | None]]
    query: str
    labels: list[Tag] = field(default_factory=list)
    label: Tag | None = None
    topic: str = ""  # where one hears that it changes
    exports: bool = False  # whether its reader may take it away as a file
    source: str = ""  # the query to fetch its rows again: nothing left out, as it outweighs a thread's in one request

    @property
    def empty(self) -> bool:
        return not self.groups


@dataclass(slots=True)
class Question:
    """A page of the list under way."""

    member: Member
    at: Frame
    view: str
    label: UUID | None
    rows: Soon[Lines]


def ask_listing(member: Member, asked: Any, at: Frame) -> Question:
    """Ask for a page of the list for the query of an address: view, after, rows, label."""
    view = _view(member, asked.get("view", ""), at)
    rows = str(asked.get("rows", ""))
    after = Cursor.read(asked.get("after", ""))
    limit = int(rows[:6]) if rows.isdecimal() else PAGE if after else FIRST
    label = id_in(asked.get("label"))
    found = ask_lines(member=member, view=view, after=after, limit=limit, label=label)
    return Question(member, at, view, label, found)


def listing(asked: Question, *, whole: bool = True) -> Listing:
    """The page that was asked for. Not `whole`: its rows alone, without how many all the views have."""
    view, label, at = asked.view, asked.label, asked.at
    views = titles() | _teams(asked.member, at)
    found, more = asked.rows.get()
    query = urlencode({**({"view": view} if view != "mine" else {}), **({"label": str(label)} if label else {})})
    return Listing(
        view=view,
        title=views[view],
        groups=_groups(found, view, at, counted=label is None),
        shown=len(found),
        total=at.total(view) if whole and not label and view not in _UNCOUNTED else None,
        next=str(more) if more else "",
        views=[(key, title, _count(key, at)) for key, title in views.items()] if whole else [],
        query=query,
        labels=list(at.labels.values()),
        label=at.labels.get(label) if label else None,
        topic=_topic(asked.member, view),
        exports=whole and has(asked.member, Permission.EXPORT),
        source=urlencode({"view": view, "label": str(label or "")}),
    )


def _view(member: Member, asked: str, at: Frame) -> str:
    """The view of an address; what is none is one's own. Only a team's waits for the frame."""
    there = asked in titles() or (asked.startswith(TEAM) and asked in _teams(member, at))
    return asked if there else "mine"


def _topic(member: Member, view: str) -> str:
    """What is mine, a team's or nobody's has a topic of its own; all other views hear everything."""
    keys = {"mine": str(member.pk), "unassigned": NOBODY}
    whose = view.removeprefix(TEAM) if view.startswith(TEAM) else keys.get(view)
    workspace = require_workspace()
    return topics.list_of(workspace, whose) if whose else topics.inbox(workspace)


def titles() -> dict[str, str]:
    """The views and their names."""
    return {
        "mine": _("Mine"),
        "unassigned": _("Unassigned"),
        "all": _("All"),
        "mentions": _("You were mentioned"),
        "following": _("You follow"),
        "snoozed": _("Snoozed"),
        "closed": _("Closed conversations"),
    }


_OWN = ("following", "mentions")
_UNCOUNTED = ("closed", "snoozed", *_OWN)


def _count(view: str, at: Frame) -> int | None:
    if view in _OWN:
        return at.own[view]
    if view == "snoozed":
        return at.group("all", 2)
    return at.total(view) if view != "closed" else None


def _teams(member: Member, at: Frame) -> dict[str, str]:
    """The views of teams: of all for who sees all, else of one's own."""
    wide = sees_all(member)
    return {f"{TEAM}{key}": name for key, name in at.teams.items() if wide or key in member.team_ids}


def _groups(found: list[Line], view: str, at: Frame, *, counted: bool) -> list[Group]:
    headings = {0: _("Waiting for an answer"), 1: _("Waiting for the customer"), 2: _("Snoozed"), 3: ""}
    headings |= {3: _("Closed conversations")} if view in _OWN else {}
    groups: list[Group] = []
    page = Page(clock.now(), at)
    for line in found:
        if not groups or groups[-1].part != line.part:
            known = counted and line.part < 3 and view not in _OWN
            count = at.groups("all" if view == "snoozed" else view).get(line.part, 0) if known else None
            groups.append(Group(line.part, headings[line.part], count))
        groups[-1].rows.append(page.row(line))
    return groups
