"""What every page of the desk needs besides its list and thread: channels, members, teams, labels; one statement. How
many conversations the views have costs more than all of that: it is asked for only where it is shown, and last."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from nitka.accounts.models import Member
from nitka.channels.contract import Capabilities
from nitka.channels.registry import adapters
from nitka.conversations import queries
from nitka.conversations.desk import tally
from nitka.kit import sms
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.ui.templatetags.ui import mark

COUNTS = """select {by}, status, count(*) as n, count(waiting_since) as waiting
     from conversations_conversation v
     where workspace_id = %(workspace)s and status in ('open', 'snoozed') and {seen}
     group by {by}, status"""
MOST = 999  # of what one follows, or was named in, that is counted
FOLLOWING = f"""(select count(*) from (select 1 from conversations_follower f
     join conversations_conversation v on v.workspace_id = f.workspace_id and v.id = f.conversation_id
     where f.workspace_id = %(workspace)s and f.member_id = %(member)s and v.status in ('open', 'snoozed')
     limit {MOST}) c)"""  # noqa: S608 (constants)
MENTIONS = f"""(select count(distinct c.conversation_id) from (select m.conversation_id from conversations_mention m
     left join conversations_reading r on r.workspace_id = m.workspace_id and r.conversation_id = m.conversation_id
       and r.member_id = m.member_id
     where m.workspace_id = %(workspace)s and m.member_id = %(member)s and (r.at is null or r.at < m.at)
     order by m.at desc limit {MOST}) c)"""  # noqa: S608 (constants)
_BASE = """
  (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'name', name, 'active', is_active,
      'address', coalesce(settings->>'address', '')) order by created_at), '[]')::text
   from channels_channel where workspace_id = %(workspace)s),
  (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'role', role, 'active', is_active,
      'availability', availability, 'reason', away_reason)
      order by name), '[]')::text
   from accounts_member where workspace_id = %(workspace)s),
  (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by name), '[]')::text
   from accounts_team where workspace_id = %(workspace)s and deleted_at is null),
  (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'tone', tone) order by lower(name)), '[]')::text
   from conversations_label where workspace_id = %(workspace)s)
"""
_OWN = f"json_build_array({FOLLOWING}, {MENTIONS})::text"
_COUNTED = f"""{_OWN},
  (select coalesce(json_agg(c), '[]')::text from (
     {COUNTS.format(by="assignee_id, team_id", seen="{seen}")}) c)
"""  # noqa: S608 (constants)
_ONE = {"mine": "assignee_id = %(member)s", "unassigned": "assignee_id is null"}
_OF_TEAM = "team_id = %(team)s"


@dataclass(frozen=True, slots=True)
class Way:
    """A channel as the desk names and draws it."""

    id: UUID
    kind: str
    name: str
    active: bool
    address: str
    icon: str
    typing: bool
    subject: bool
    writes_first: bool
    copies: bool
    files: bool = True  # whether it carries them
    most: int = 0  # how long one message may be; 0: as long as one likes
    unit: str = ""  # in what that is: "characters", or "parts" of text messages


@dataclass(frozen=True, slots=True)
class Person:
    """A member as the desk names them."""

    id: UUID
    name: str
    role: str
    active: bool
    availability: str = "online"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A label as the desk draws it."""

    id: UUID
    name: str
    tone: str


class Frame:
    """Channels, members, teams and labels by id; how many conversations each view has, by group."""

    def __init__(self, member: Member | None) -> None:
        self._member, self._asked = member, _asked(member, f"select {_BASE}")
        self._counts_asked: Soon[Rows] | None = None
        self._known: Sequence[dict[str, Any]] | None = None
        self._one: dict[str, dict[int, int]] = {}

    @property
    def _row(self) -> tuple[Any, ...]:
        return self._asked.get()[0]

    @cached_property
    def channels(self) -> dict[UUID, Way]:
        """Channels by id."""
        return {way.id: way for way in map(_way, json.loads(self._row[0]))}

    @cached_property
    def members(self) -> dict[UUID, Person]:
        """Members by id."""
        return {person.id: person for person in map(_person, json.loads(self._row[1]))}

    @cached_property
    def teams(self) -> dict[UUID, str]:
        """Names of teams by id."""
        return {UUID(team["id"]): team["name"] for team in json.loads(self._row[2])}

    @cached_property
    def labels(self) -> dict[UUID, Tag]:
        """Labels by id."""
        rows = [Tag(UUID(row["id"]), row["name"], row["tone"]) for row in json.loads(self._row[3])]
        return {tag.id: tag for tag in rows}

    def ask_counts(self) -> Soon[Rows]:
        """Ask how many every view has: behind all that is shown first, as it is drawn last."""
        self._known = tally.known(self._whose)
        self._counts_asked = _asked(self._member, f"select {_OWN if self._known else _COUNTED}")
        return self._counts_asked

    @property
    def _whose(self) -> tuple[Any, ...]:
        """Whose counts are the same: of all who see everything, else a member's own."""
        seen, _ = queries.scope_sql(self._member)
        return require_workspace(), None if seen == "true" or not self._member else self._member.pk

    @cached_property
    def _counted(self) -> tuple[list[dict[str, Any]], list[int]]:
        own, *counts = (self._counts_asked or self.ask_counts()).get()[0]
        if counts:
            self._known = json.loads(counts[0])
            tally.remember(self._whose, self._known, sum(row["n"] for row in self._known))
        return list(self._known or ()), json.loads(own)

    @cached_property
    def counts(self) -> dict[tuple[str, int], int]:
        """Whose and which group → how many; answered from the index `conversations_of_assignee` alone."""
        return _counts(self._counted[0], str(self._member.pk) if self._member else "")

    @cached_property
    def own(self) -> dict[str, int]:
        """What I follow that is open, where I was named and have not looked since."""
        return dict(zip(("following", "mentions"), self._counted[1], strict=True))

    def total(self, view: str) -> int:
        """Open conversations of a view, the snoozed among them."""
        return sum(self.group(view, part) for part in range(3))

    def group(self, view: str, part: int) -> int:
        """Conversations of one group of a view."""
        whose = ("mine", "unassigned", "others") if view == "all" else (view,)
        return sum(self.counts.get((who, part), 0) for who in whose)

    def groups(self, view: str) -> dict[int, int]:
        """The groups of one view; where no other is counted, that one alone."""
        if self._counts_asked or not (view in _ONE or view.startswith("team-")):
            return {part: self.group(view, part) for part in range(3)}
        if view not in self._one:
            found: dict[int, int] = defaultdict(int)
            for _, *row in self._alone(view):
                _add(found, *row)
            self._one[view] = found
        return self._one[view]

    def _alone(self, view: str) -> Rows:
        """What one view has, by status."""
        key = (*self._whose, self._member.pk if self._member else None, view)
        if (kept := tally.known(key)) is not None:
            return list(kept)
        narrow = COUNTS.format(by="workspace_id", seen=f"{{seen}} and {_ONE.get(view, _OF_TEAM)}")
        rows = self._ask(narrow, team=view.removeprefix("team-"))
        tally.remember(key, rows, sum(n for _, _, n, _ in rows))
        return rows

    def _ask(self, statement: str, **more: Any) -> Rows:
        return _asked(self._member, statement, **more).get()


def frame(member: Member | None) -> Frame:
    """The frame for a member, or for a program of the company's. Asked for now, read when something of it is
    needed."""
    return Frame(member)


def _asked(member: Member | None, statement: str, **more: Any) -> Soon[Rows]:
    seen, values = queries.scope_sql(member)
    given = {"workspace": require_workspace(), "member": member.pk if member else None}
    return ask(statement.replace("{seen}", seen), given | values | more, list)


def _person(row: dict[str, Any]) -> Person:
    return Person(UUID(row["id"]), row["name"], row["role"], row["active"], row["availability"], row["reason"])


def _counts(rows: list[dict[str, Any]], me: str) -> dict[tuple[str, int], int]:
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        assignee, team = row["assignee_id"], row["team_id"]
        whose = "mine" if assignee == me else "others" if assignee else "unassigned"
        for view in (whose, f"team-{team}") if team else (whose,):
            _add(found[view], row["status"], row["n"], row["waiting"])
    return {(view, part): n for view, parts in found.items() for part, n in parts.items()}


def _add(groups: dict[int, int], status: str, n: int, waiting: int) -> None:
    """Snoozed ones are a group; open ones wait for us or for the customer."""
    for part, count in ((2, n),) if status == "snoozed" else ((0, waiting), (1, n - waiting)):
        groups[part] += count


def _way(row: dict[str, str]) -> Way:
    plug_in = adapters().get(row["kind"])
    can = plug_in.capabilities if plug_in else None
    return Way(
        UUID(row["id"]),
        row["kind"],
        row["name"],
        bool(row["active"]),
        row["address"],
        mark(row["kind"], can.icon if can else ""),
        bool(can and can.typing),
        bool(can and can.subject),
        bool(can and can.writes_first),
        bool(can and can.copies),
        bool(can and can.files),
        *most_of(can),
    )


def most_of(can: Capabilities | None) -> tuple[int, str]:
    """How long a message may be and in what that is counted, where it is carried further and a page can count it; else
    0 and nothing."""
    unit = {len: "characters", sms.parts: "parts"}.get(can.measure, "") if can and can.transport else ""
    return (can.max_text, unit) if can and unit else (0, "")
