"""The facts of conversations, read in a fixed number of statements however many they are."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from nitka.accounts.models import Workspace
from nitka.conversations.handover.facts import Due, Facts, Promise, Quote, Rated
from nitka.conversations.handover.promises import promises
from nitka.kit import clock, slots
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.text import shorten

QUOTED = 240
ANSWERS, TOLD, FILES, QUESTIONS = 3, 10, 5, 3
MOST_PROMISES = 5

# `t`: where our answers are: here or, when there are none, in the customer's conversation before this one.
# A matter begins after the closure that it came back from.
_SQL = f"""
select json_build_object(
  'id', v.id, 'customer', c.id, 'name', coalesce(nullif(c.name, ''), i.name), 'kind', i.kind, 'value', i.value,
  'since', c.created_at, 'subject', v.subject, 'waiting_since', v.waiting_since,
  'told_in', case when t.id <> v.id then t.number end,
  'proven', (select coalesce(json_agg(json_build_array(p.kind, p.value) order by p.created_at), '[]')
    from customers_identity p
    where p.workspace_id = v.workspace_id and p.customer_id = c.id and p.status = 'verified'),
  'earlier', (select count(*) from customers_identity p
    join conversations_conversation o on o.workspace_id = p.workspace_id and o.identity_id = p.id
    where p.workspace_id = v.workspace_id and p.customer_id = c.id and o.id <> v.id
      and o.status <> 'merged'),
  'first', (select json_build_object('text', left(m.text, 1000), 'at', m.at) from conversations_message m
    where m.workspace_id = v.workspace_id and m.conversation_id = v.id and m.direction = 'in' and not m.auto
    and m.at > coalesce((select max(k.at) from conversations_closure k where k.workspace_id = v.workspace_id
      and k.conversation_id = v.id and k.reopened_at is not null), '-infinity')
    order by m.position limit 1),
  'told', (select coalesce(json_agg(a order by a.position desc), '[]') from (
    select m.position, m.author_id as by, m.at, left(m.text, 2000) as text from conversations_message m
    where m.workspace_id = v.workspace_id and m.conversation_id = t.id and m.direction = 'out' and not m.auto
    order by m.position desc limit {TOLD}) a),
  'counts', (select json_build_array(count(*) filter (where m.direction = 'in'),
      count(*) filter (where m.direction = 'out' and not m.auto), count(*) filter (where m.direction = 'note'))
    from conversations_message m where m.workspace_id = v.workspace_id and m.conversation_id = v.id),
  'files', (select coalesce(json_agg(f.name order by f.id desc), '[]') from conversations_attachment f
    join conversations_message m on m.workspace_id = f.workspace_id and m.id = f.message_id
    where f.workspace_id = v.workspace_id and m.conversation_id = v.id and not f.inline),
  'failed', (select count(*) from conversations_delivery d
    join conversations_message m on m.workspace_id = d.workspace_id and m.id = d.message_id
    where d.workspace_id = v.workspace_id and m.conversation_id = v.id and d.state = 'failed'),
  'asked', (select coalesce(json_agg(q.text order by q.position), '[]') from (
    select m.position, left(m.text, 2000) as text from conversations_message m
    where m.workspace_id = v.workspace_id and m.conversation_id = v.id and m.direction = 'in' and not m.auto
    and m.text like '%%?%%' and m.position > coalesce((select o.position from conversations_message o
      where o.workspace_id = v.workspace_id and o.conversation_id = v.id and o.direction = 'out' and not o.auto
      order by o.position desc limit 1), '00000000-0000-0000-0000-000000000000')
    order by m.position desc limit {QUESTIONS}) q)
)::text
from unnest(%(ids)s::uuid[]) k (id)
join conversations_conversation v on v.workspace_id = %(workspace)s and v.id = k.id
join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id
join customers_customer c on c.workspace_id = v.workspace_id and c.id = i.customer_id
cross join lateral (
  select v.answered_at is not null or exists (select from conversations_message m where m.workspace_id = v.workspace_id
    and m.conversation_id = v.id and m.direction = 'out' and not m.auto) as ours) h
cross join lateral (
  select o.id, o.number from customers_identity p
  join conversations_conversation o on o.workspace_id = p.workspace_id and o.identity_id = p.id
  where p.workspace_id = v.workspace_id and p.customer_id = c.id and o.created_at <= v.created_at
    and o.status <> 'merged'
    and (o.id = v.id or not h.ours)
  order by (o.id = v.id and h.ours) desc, (o.answered_at is not null) desc, o.last_at desc
  limit 1) t
"""  # noqa: S608 (constants)


def gather(conversation_ids: Iterable[UUID], words: str = "") -> dict[UUID, Facts]:
    """Conversation → its facts as they are now; `words` are of who hands over."""
    ids = list(conversation_ids)
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"ids": array(ids), "workspace": require_workspace()})
        rows = [json.loads(text) for (text,) in cursor.fetchall()]
    felt = _felt({UUID(row["customer"]) for row in rows})
    zone = ZoneInfo(Workspace.objects.values_list("timezone", flat=True).get(pk=require_workspace()))
    now = clock.now()
    return {UUID(row["id"]): _facts(row, now, zone, felt.get(UUID(row["customer"]), {}), words) for row in rows}


def _felt(customers: set[UUID]) -> dict[UUID, dict[str, Any]]:
    """Ratings and open tasks of customers, from the floor above that has them."""
    found: dict[UUID, dict[str, Any]] = {}
    for fill in slots.fillers("handover.felt"):
        found |= fill(customers)
    return found


def _facts(row: dict[str, Any], now: datetime, zone: ZoneInfo, felt: dict[str, Any], words: str) -> Facts:
    wrote, answered, notes = row["counts"]
    told = [Quote(one["text"] or "", _time(one["at"]), UUID(one["by"]) if one["by"] else None) for one in row["told"]]
    first, rated = row["first"], felt.get("rated")
    return Facts(
        at=now,
        name=row["name"],
        kind=row["kind"],
        value=row["value"],
        since=_time(row["since"]),
        proven=tuple((kind, value) for kind, value in row["proven"]),
        earlier=row["earlier"],
        subject=row["subject"],
        first=Quote(shorten(first["text"] or "", QUOTED), _time(first["at"])) if first else None,
        answers=tuple(Quote(shorten(one.text, QUOTED), one.at, one.by) for one in reversed(told[:ANSWERS])),
        told_in=row["told_in"] if told else None,
        wrote=wrote,
        answered=answered,
        notes=notes,
        files=tuple(shorten(name, 60) for name in row["files"][:FILES]),
        files_all=len(row["files"]),
        promises=_promised(told, zone),
        tasks=tuple(Due(*task) for task in felt.get("tasks", ())),
        rated=Rated(*rated) if rated else None,
        ratings=felt.get("ratings", 0),
        waiting_since=_time(row["waiting_since"]) if row["waiting_since"] else None,
        failed=row["failed"],
        questions=tuple(_question(text) for text in row["asked"]),
        words=words,
    )


def _promised(told: Sequence[Quote], zone: ZoneInfo) -> tuple[Promise, ...]:
    """The latest first, so that they are what is kept; shown in the order they were said."""
    found = [row for one in told for row in promises(one.text, one.at.astimezone(zone), one.by)]
    return tuple(reversed(found[:MOST_PROMISES]))


def _question(text: str) -> str:
    """The sentence that asks, of a message that may say much besides."""
    asked = next((part for part in text.split("\n") if "?" in part), text)
    return shorten(asked[: asked.rfind("?") + 1] or asked, QUOTED)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
