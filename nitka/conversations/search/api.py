"""The answer to a program, as plain values."""

from typing import Any

from nitka.accounts.models import Member
from nitka.conversations.desk.frame import frame
from nitka.conversations.search.conditions import Asker
from nitka.conversations.search.found import Question, Said, Thread
from nitka.conversations.search.found import search as find
from nitka.conversations.search.hits import Cursor
from nitka.conversations.search.marks import passage


def search(
    member: Member | None, line: str, *, order: str = "new", limit: int = 20, cursor: str = ""
) -> dict[str, Any] | None:
    """A page of what a line finds for a program, or a member it acts for; None for a cursor that is none."""
    if cursor and Cursor.read(cursor) is None:
        return None
    question = Question(line, after=cursor, order=order, limit=limit, aside=False)
    found = find(member, question, Asker.of(member, frame(member)))
    return {
        "data": [_row(thread) for thread in found.threads],
        "next": found.next or None,
        "read_as": {one.asked: one.read for one in found.match.read_as if found.threads},
        "left_out": [chip.source for chip in found.conditions.chips if chip.fault],
    }


def _row(thread: Thread) -> dict[str, Any]:
    return {
        "conversation": thread.id,
        "number": thread.number,
        "customer": thread.customer_id,
        "status": thread.status,
        "subject": thread.subject,
        "assignee": thread.assignee_id,
        "last_at": thread.last_at,
        "messages": [_message(said) for said in thread.said],
        "more": thread.more,
    }


def _message(said: Said) -> dict[str, Any]:
    return {
        "id": said.id,
        "at": said.at,
        "direction": said.direction,
        "channel": said.channel_id,
        "passage": "".join(piece.text for piece in passage(said.text or "", said.marked)),
    }
