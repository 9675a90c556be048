"""What goes out of the page is a row of its own, written with the notice that it tells."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.ids import uuid7
from nitka.kit.text import dump
from nitka.notices.listeners import Listener
from nitka.notices.models import Sending, State

# One digest waits for a member; a letter of its own waits for nobody.
LETTERS = """
insert into notices_sending
  (id, workspace_id, member_id, way, notice_id, state, next_at, tries, reason, detail, made_at)
select id, %s, member_id, 'mail', notice_id, 'waiting', next_at, 0, '', '', %s
from json_to_recordset(%s) as given (id uuid, member_id uuid, notice_id uuid, next_at timestamptz)
on conflict (workspace_id, member_id)
  where way = 'mail' and notice_id is null and state = 'waiting' and tries = 0 do nothing
"""
# A push for each device. One for the same notice is armed again, a minute after the last.
PUSHES = """
insert into notices_sending as kept
  (id, workspace_id, member_id, way, device_id, notice_id, state, next_at, tries, reason, detail, made_at)
select uuidv7(), d.workspace_id, d.member_id, 'push', d.id, given.id, 'waiting', %s, 0, '', '', %s
from json_to_recordset(%s) as given (id uuid, member_id uuid)
join notices_device d on d.workspace_id = %s and d.member_id = given.member_id
on conflict (workspace_id, device_id, notice_id) do update set state = 'waiting', tries = 0, reason = '', detail = '',
  next_at = greatest(excluded.next_at, kept.done_at + interval '1 minute'), made_at = excluded.made_at
"""
KEPT = timedelta(days=7)
Made = tuple[UUID, UUID, str, UUID]  # notice, member, kind, about


def arm(made: Sequence[Made], rows: Iterable[Mapping[str, Any]], heard: Mapping[UUID, Listener]) -> None:
    """Have the notices that were made go out by the ways of their rows."""
    ways = {(row["member_id"], row["kind"], row["about_id"]): row["out"] for row in rows}
    leaving = [(notice, member, ways[member, kind, about]) for notice, member, kind, about in made]
    now = clock.now()
    letters: list[tuple[UUID, UUID | None, datetime]] = [(who, notice, now) for notice, who, by in leaving if by.letter]
    letters += [(who, None, heard[who].letter_at) for who in {who for _, who, by in leaving if by.mail}]
    post(letters)
    pushes = [{"id": notice, "member_id": who} for notice, who, by in leaving if by.push]
    if pushes:
        with connection.cursor() as cursor:
            cursor.execute(PUSHES, [now, now, dump(pushes), require_workspace()])


def post(letters: Iterable[tuple[UUID, UUID | None, datetime]]) -> None:
    """Have letters go out: to whom, the notice it is about (None: what has gathered), when."""
    rows = [{"id": uuid7(), "member_id": who, "notice_id": notice, "next_at": at} for who, notice, at in letters]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(LETTERS, [require_workspace(), clock.now(), dump(rows)])


def tidy() -> None:
    """Forget what went out a while ago; what is parked stays until somebody has seen to it. Within a workspace."""
    old = Sending.objects.filter(workspace_id=require_workspace(), state=State.SENT, done_at__lt=clock.now() - KEPT)
    old.delete()
