"""What every page of the desk needs besides its list and thread: channels, members, counts; one statement."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from nitka.accounts.models import Member
from nitka.channels.registry import adapters
from nitka.conversations import queries
from nitka.kit.context import require_workspace
from nitka.kit.db.reading import row

COUNTS = """select assignee_id, team_id, status, count(*) as n, count(waiting_since) as waiting
     from conversations_conversation v
     where workspace_id = %(workspace)s and status in ('open', 'snoozed') and {seen}
     group by assignee_id, team_id, status"""
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
_SQL = f"""
select
  (select coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'name', name, 'active', is_active,
      'address', coalesce(settings->>'address', '')) order by created_at), '[]')::text
   from channels_channel where workspace_id = %(workspace)s),
  (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'role', role, 'active', is_active,
      'availability', availability, 'reason', away_reason)
      order by name), '[]')::text
   from accounts_member where workspace_id = %(workspace)s),
  (select coalesce(json_agg(json_build_array(assignee_id, team_id, status, n, waiting)), '[]')::text from (
     {COUNTS}) c),
  (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by name), '[]')::text
   from accounts_team where workspace_id = %(workspace)s and deleted_at is null),
  (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'tone', tone) order by lower(name)), '[]')::text
   from conversations_label where workspace_id = %(workspace)s),
  json_build_array({FOLLOWING}, {MENTIONS})::text
"""  # noqa: S608 (constants)


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


@dataclass(frozen=True, slots=True)
class Frame:
    """Channels, members, teams and labels by id; how many conversations each view has, by group."""

    channels: dict[UUID, Way]
    members: dict[UUID, Person]
    counts: dict[tuple[str, int], int]
    teams: dict[UUID, str]
    labels: dict[UUID, Tag]
    own: dict[str, int]  # what I follow that is open, where I was named and have not looked since

    def total(self, view: str) -> int:
        """Open conversations of a view, the snoozed among them."""
        return sum(self.group(view, part) for part in range(3))

    def group(self, view: str, part: int) -> int:
        """Conversations of one group of a view."""
        whose = ("mine", "unassigned", "others") if view == "all" else (view,)
        return sum(self.counts.get((who, part), 0) for who in whose)


def frame(member: Member | None) -> Frame:
    """Read the frame for a member, or for a program of the company's."""
    seen, values = queries.scope_sql(member)
    me = member.pk if member else None
    found = row(_SQL.format(seen=seen), {"workspace": require_workspace(), "member": me} | values)
    channels, members, counts, teams, labels, own = map(json.loads, found)
    return Frame(
        {way.id: way for way in map(_way, channels)},
        {person.id: person for person in map(_person, members)},
        _counts(counts, str(member.pk) if member else ""),
        {UUID(team["id"]): team["name"] for team in teams},
        {tag.id: tag for tag in (Tag(UUID(row["id"]), row["name"], row["tone"]) for row in labels)},
        dict(zip(("following", "mentions"), own, strict=True)),
    )


def _person(row: dict[str, Any]) -> Person:
    return Person(UUID(row["id"]), row["name"], row["role"], row["active"], row["availability"], row["reason"])


def _counts(rows: list[tuple[str | None, str | None, str, int, int]], me: str) -> dict[tuple[str, int], int]:
    """Whose and which group → how many; the statement is answered from the index `conversations_by_assignee` alone."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    for assignee, team, status, n, waiting in rows:
        whose = "mine" if assignee == me else "others" if assignee else "unassigned"
        for view in (whose, f"team-{team}") if team else (whose,):
            if status == "snoozed":
                found[view, 2] += n
            else:
                found[view, 0] += waiting
                found[view, 1] += n - waiting
    return found


def _way(row: dict[str, str]) -> Way:
    plug_in = adapters().get(row["kind"])
    can = plug_in.capabilities if plug_in else None
    return Way(
        UUID(row["id"]),
        row["kind"],
        row["name"],
        bool(row["active"]),
        row["address"],
        can.icon if can else "globe",
        bool(can and can.typing),
        bool(can and can.subject),
        bool(can and can.writes_first),
        bool(can and can.copies),
    )
