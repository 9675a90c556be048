"""Make notices, a batch in a fixed number of statements whatever its size."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.ids import uuid7
from nitka.kit.text import dump
from nitka.notices.actions import outgoing
from nitka.notices.contract import Told
from nitka.notices.listeners import Listener, listeners
from nitka.notices.models import SUBJECTS, Subject, Way
from nitka.notices.wishes import out, ways
from nitka.realtime import topics
from nitka.realtime.actions import Signal, publish_many
from nitka.realtime.queries import looking

WRITE = """
insert into notices_notice as kept
  (id, workspace_id, member_id, kind, about_id, cause_id, by_id, data, count, in_page, by_mail, at)
select id, %s, member_id, kind, about_id, cause_id, by_id, data, count, in_page, by_mail, at
from json_to_recordset(%s) as given (id uuid, member_id uuid, kind text, about_id uuid, cause_id uuid, by_id uuid,
  data jsonb, count int, in_page bool, by_mail bool, at timestamptz)
on conflict (workspace_id, member_id, kind, about_id) where seen_at is null
do update set count = kept.count + excluded.count, cause_id = excluded.cause_id, by_id = excluded.by_id,
  data = excluded.data, at = excluded.at, in_page = kept.in_page or excluded.in_page,
  by_mail = kept.by_mail or excluded.by_mail
where kept.cause_id <> excluded.cause_id
returning id, member_id, kind, about_id
"""


@transaction.atomic
def tell(told: Iterable[Told]) -> list[UUID]:
    """Write notices; those made or counted up.

    Nobody hears of their own deeds, of what they have before them now, or of what they do not wish to by any way.
    """
    rows = _collapsed([one for one in told if one.by_id != one.member_id])
    if not rows:
        return []
    rows = _unless_looking(rows)
    heard = listeners({row["member_id"] for row in rows})
    rows = _wished(rows, heard)
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [require_workspace(), dump(rows)])
        made = cursor.fetchall()
    outgoing.arm([(key, *about) for key, *about in made], rows, heard)
    publish_many(Signal(topics.member(key), "notice") for key in {member for _, member, _, _ in made})
    return [key for key, *_ in made]


def _collapsed(told: Sequence[Told]) -> list[dict[str, Any]]:
    """One row for each member, kind and object; causes are counted once."""
    found: dict[tuple[UUID, str, UUID], dict[str, Any]] = {}
    causes: set[tuple[UUID, str, UUID]] = set()
    for one in told:
        row = found.setdefault((one.member_id, one.kind, one.about_id), {"id": uuid7(), "count": 0})
        cause = (one.member_id, one.kind, one.cause_id)
        row |= asdict(one) | {"at": one.at or clock.now(), "count": row["count"] + (cause not in causes)}
        causes.add(cause)
    return list(found.values())


def _unless_looking(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    of = [row["about_id"] for row in rows if SUBJECTS[row["kind"]] == Subject.CONVERSATION]
    there = looking(of) if of else set()
    return [row for row in rows if (row["member_id"], row["about_id"]) not in there]


def _wished(rows: list[dict[str, Any]], heard: dict[UUID, Listener]) -> list[dict[str, Any]]:
    """With the ways they take; without those for nobody who works here, and those that no way is wished for."""
    found = []
    for row in rows:
        listener = heard.get(row["member_id"])
        by = ways(listener.wishes, row["kind"]) if listener else ()
        if listener and by:
            quiet, alone = listener.quiet_until is not None, bool(row["data"].get("letter"))
            leaves = out(listener.wishes, row["kind"], quiet, alone)
            found.append(row | {"in_page": Way.PAGE in by, "by_mail": leaves.mail, "out": leaves})
    return found
