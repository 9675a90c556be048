"""The moments of many identities, newest first, by one statement whatever their number.

Partitions lie by month: three stretches of time, the newest first, each asked only while rows are wanting
(an Append reads its parts in order and a limit above it stops). Within a stretch every identity gives its newest rows
from its own index, so that 50,000 of one cost no more than fifty.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nitka.accounts.models import Member
from nitka.conversations import queries
from nitka.conversations.story.asked import Asked
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.kit.db.bulk import array
from nitka.kit.ids import moment_of, uuid7
from nitka.moments.actions import recall, recall_customer
from nitka.moments.kinds import KINDS, names_of

NEAR, FAR = timedelta(days=45), timedelta(days=370)
LAST, FIRST = UUID(int=(1 << 128) - 1), UUID(int=0)
MOST_ASKED = 300  # contacts; a program that is nobody may have a hundred thousand browsers

_OF_IDENTITIES = "select unnest(%(identities)s::uuid[])"
# What one writes from first, of browsers the newest
_OF_CUSTOMER = """select id from customers_identity where workspace_id = %(workspace)s and customer_id = %(customer)s
    order by kind in ('visitor', 'device'), id desc limit %(contacts)s"""
_WHOSE = "with whose (id) as materialized ({whose}) "
_STRETCH = """(select m.* from whose i cross join lateral (
    select m.id, m.at, m.kind, m.channel_id, m.conversation_id, m.member_id, m.identity_id, m.data::text as data
    from moments_moment m
    where m.workspace_id = %(workspace)s and m.identity_id = i.id
      and m.id < %(to_{n})s and m.id >= %(from_{n})s {narrow}
    order by m.id desc limit %(most)s) m order by m.id desc limit %(most)s)"""
_SEEN = """and (m.conversation_id is null or exists (select from conversations_conversation v
    where v.workspace_id = m.workspace_id and v.id = m.conversation_id and {seen}))"""
_TALKS = """select v.id, v.number, v.subject, v.status, v.channel_id, v.waiting_since from conversations_conversation v
    where v.workspace_id = %(workspace)s and v.id = any(%(ids)s::uuid[])"""
_NAMED = """select array_agg(v.id)::text from (select v.id from conversations_conversation v
    where v.workspace_id = %(workspace)s and v.identity_id in (select id from whose) and v.subject ilike %(like)s
    order by v.last_at desc limit 500) v"""


@dataclass(frozen=True, slots=True)
class Happened:
    """A moment of the story."""

    id: UUID
    at: datetime
    kind: str
    channel_id: UUID | None
    conversation_id: UUID | None
    member_id: UUID | None
    identity_id: UUID | None
    data: dict[str, Any]
    asked: int  # contacts; of a customer with more the other ones' moments are not there


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that moments belong to."""

    id: UUID
    number: int
    subject: str
    status: str
    channel_id: UUID
    waiting_since: datetime | None


def moments(identity_ids: Sequence[UUID], member: Member | None, asked: Asked, most: int) -> list[Happened]:
    """The newest of some identities', at most `most`; one statement, two when words are looked for."""
    if not identity_ids:
        return []
    recall(identity_ids)
    return _asked(_OF_IDENTITIES, {"identities": array(identity_ids)}, member, asked, most).get()


def ask_moments(customer_id: UUID, member: Member | None, asked: Asked, most: int) -> Soon[list[Happened]]:
    """Ask for the newest of a customer's in the same way."""
    recall_customer(customer_id)
    return _asked(_OF_CUSTOMER, _whom(customer_id), member, asked, most)


def _whom(customer_id: UUID) -> dict[str, Any]:
    return {"customer": customer_id, "contacts": MOST_ASKED}


def _asked(whose: str, whom: dict[str, Any], member: Member | None, asked: Asked, most: int) -> Soon[list[Happened]]:
    return ask(*statement(whose, whom, member, asked, most), _told)


def statement(
    whose: str, whom: dict[str, Any], member: Member | None, asked: Asked, most: int
) -> tuple[str, dict[str, Any]]:
    """What is asked of the database, and its values: each contact gives its newest rows of each stretch of time."""
    before = asked.before or LAST
    begin = min(clock.now(), moment_of(before)) if asked.before else clock.now()
    near, far = uuid7(begin - NEAR), uuid7(begin - FAR)
    values: dict[str, Any] = whom | {
        "workspace": require_workspace(), "most": most,
        "to_0": before, "from_0": near, "to_1": min(near, before), "from_1": far,
        "to_2": min(far, before), "from_2": FIRST,
    }  # fmt: skip
    narrow = _narrow(whose, member, asked, values)
    stretches = " union all ".join(_STRETCH.format(n=n, narrow=narrow) for n in range(3))
    found = f"select s.*, (select count(*) from whose) from ({stretches}) s limit %(most)s"  # noqa: S608 (constants)
    return _WHOSE.format(whose=whose) + found, values


def _told(rows: Rows) -> list[Happened]:
    rows.sort(key=lambda row: row[0], reverse=True)
    return [Happened(*known, _loaded(data), asked) for *known, data, asked in rows]  # type: ignore[call-arg]


def talks(ids: Sequence[UUID]) -> dict[UUID, Talk]:
    """The conversations of some moments."""
    if not ids:
        return {}
    rows = reading.rows(_TALKS, {"workspace": require_workspace(), "ids": array(ids)})
    return {row[0]: Talk(*row) for row in rows}


def _narrow(whose: str, member: Member | None, asked: Asked, values: dict[str, Any]) -> str:
    parts = []
    seen, more = queries.scope_sql(member)
    if seen != "true":
        parts.append(_SEEN.format(seen=seen))
        values |= more
    if asked.only == "other":
        declared = [kind.name for kind in KINDS.values() if kind.group != "other"]
        parts.append("and m.kind <> all(%(kinds)s::text[])")
        values["kinds"] = declared
    elif asked.only:
        parts.append("and m.kind = any(%(kinds)s::text[])")
        values["kinds"] = names_of(asked.only)
    if asked.words:
        values["like"] = "%" + asked.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        named = reading.row(_WHOSE.format(whose=whose) + _NAMED, values)
        values["talks"] = (named and named[0]) or "{}"
        low = asked.words.lower()
        values["said"] = [kind.name for kind in KINDS.values() if low in str(kind.label).lower()]
        parts.append(
            "and (m.data::text ilike %(like)s or m.conversation_id = any(%(talks)s::uuid[])"
            " or m.kind = any(%(said)s::text[]))"
        )
    return " ".join(parts)


def _loaded(data: str) -> dict[str, Any]:
    found = json.loads(data)
    return found if isinstance(found, dict) else {}
