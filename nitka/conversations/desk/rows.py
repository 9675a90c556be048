"""The list: one statement a page, by keyset. Groups follow each other, the latest first in each."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from nitka.accounts.models import Member
from nitka.conversations.queries import scope_sql
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask

FIRST = 25  # rows that come with a whole page: more than a screen holds, and half the work of a full one
PAGE = 50  # further ones
MOST = 300  # rows that a refresh of a long list fetches again
TEAM = "team-"  # and a team's id: a view of its own
# As the indexes have it: where none of 150,000 open ones waits, none is read to find that out.
WAITS = "case when v.status = 'open' and v.waiting_since is not null then 0 else 1 end"
_PARTS = {
    0: f"v.status = 'open' and {WAITS} = 0",
    1: f"v.status = 'open' and {WAITS} = 1",
    2: f"v.status = 'snoozed' and {WAITS} = 1",
    3: f"v.status = 'closed' and {WAITS} = 1",
}
_OF_VIEW = {"closed": (3,), "snoozed": (2,), "mentions": (0, 1, 2, 3), "following": (0, 1, 2, 3)}
_LABELLED = (
    "v.id in (select conversation_id from conversations_labelling"
    " where workspace_id = %(workspace)s and label_id = %(label)s)"
)
_OWN = {
    "following": "v.id in (select conversation_id from conversations_follower where member_id = %(member)s)",
    "mentions": "v.id in (select conversation_id from conversations_mention where workspace_id = %(workspace)s"
    " and member_id = %(member)s order by at desc limit 2000)",
}
_COLUMNS = (
    "v.id, v.workspace_id, v.number, v.status, v.subject, v.preview, v.preview_by, v.last_at, v.waiting_since,"
    " v.snoozed_until, v.channel_id, v.assignee_id, v.identity_id"
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place after a row."""

    part: int
    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.part}~{self.at.isoformat()}~{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """A cursor from an address, or None for none or nonsense."""
        try:
            part, at, key = text.split("~")
            moment = datetime.fromisoformat(at)
            return cls(int(part), moment, UUID(key)) if moment.tzinfo and int(part) in _PARTS else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Line:
    """One conversation as the list has it."""

    part: int
    id: UUID
    number: int
    status: str
    subject: str
    preview: str
    preview_by: str
    last_at: datetime
    waiting_since: datetime | None
    snoozed_until: datetime | None
    channel_id: UUID
    assignee_id: UUID | None
    customer_id: UUID
    name: str
    identity_kind: str
    identity_value: str
    read_at: datetime | None
    label_ids: list[str] | None
    draft: str | None

    @property
    def unread(self) -> bool:
        """The customer wrote last, and this member has not seen it."""
        return (
            self.preview_by == "in" and self.status == "open" and (self.read_at is None or self.read_at < self.last_at)
        )

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.part, self.last_at, self.id)


Lines = tuple[list[Line], Cursor | None]


def ask_lines(
    *, member: Member, view: str, after: Cursor | None = None, limit: int = FIRST, label: UUID | None = None
) -> Soon[Lines]:
    """Ask for a page of a view, and where the next one begins."""
    limit = max(FIRST, min(limit, MOST))
    seen, more = scope_sql(member)
    values: dict[str, Any] = {"workspace": require_workspace(), "member": member.pk, "limit": limit + 1} | more
    if view.startswith(TEAM):
        values["team"] = view.removeprefix(TEAM)
    parts = _OF_VIEW.get(view, (0, 1, 2))
    if label is not None:
        values["label"] = label
        seen = f"{seen} and {_LABELLED}"
    if after is not None:
        values |= {"at": after.at, "id": after.id}
    selects = [_part(part, view, seen, after) for part in parts if after is None or part >= after.part]
    if not selects:
        return Soon.known(([], None))
    return ask(_whole(selects), values, partial(_page, limit))


def _page(limit: int, rows: Rows) -> Lines:
    found = [Line(*row) for row in rows[:limit]]
    return found, found[-1].cursor if len(rows) > limit else None


def _part(part: int, view: str, seen: str, after: Cursor | None) -> str:
    conditions = ["v.workspace_id = %(workspace)s", _PARTS[part], seen]
    if view in _OWN:
        conditions.append(_OWN[view])
    elif view == "mine":
        conditions.append("v.assignee_id = %(member)s")
    elif view == "unassigned":
        conditions.append("v.assignee_id is null")
    elif view.startswith(TEAM):
        conditions.append("v.team_id = %(team)s")
    if after is not None and after.part == part:
        conditions.append("(v.last_at, v.id) < (%(at)s, %(id)s)")
    return (
        f"(select {part} as part, {_COLUMNS} from conversations_conversation v where {' and '.join(conditions)}"  # noqa: S608
        " order by v.last_at desc, v.id desc limit %(limit)s)"
    )


def _whole(selects: list[str]) -> str:
    union = " union all ".join(selects)
    return (
        "select v.part, v.id, v.number, v.status, v.subject, v.preview, v.preview_by, v.last_at,"  # noqa: S608
        " v.waiting_since,"
        " v.snoozed_until, v.channel_id, v.assignee_id, c.id, coalesce(nullif(c.name, ''), i.name),"
        " i.kind, i.value, r.at, (select json_agg(label_id order by w.at) from conversations_labelling w"
        " where w.workspace_id = v.workspace_id and w.conversation_id = v.id), left(d.text, 160)"
        f" from (select * from ({union}) u order by part, last_at desc, id desc limit %(limit)s) v"
        " join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id"
        " join customers_customer c on c.workspace_id = v.workspace_id and c.id = i.customer_id"
        " left join conversations_reading r on r.workspace_id = v.workspace_id and r.conversation_id = v.id"
        " and r.member_id = %(member)s"
        " left join conversations_draft d on d.workspace_id = v.workspace_id and d.conversation_id = v.id"
        " and d.member_id = %(member)s and d.text is not null order by v.part, v.last_at desc, v.id desc"
    )
