"""Conversations that were had elsewhere take their place: as they were, at the times they had, and nobody is told.

No event is published but that moments came: nothing is routed, asked, sent or told to members and programs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Lower

from nitka.channels.contract import File
from nitka.conversations.actions.files import attach
from nitka.conversations.actions.positions import Positions
from nitka.conversations.actions.signal import changed, lists_of
from nitka.conversations.actions.thread import take_numbers
from nitka.conversations.models import Closure, Conversation, Label, Labelling, Message
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.kit.db.bulk import insert, update
from nitka.kit.ids import uuid7
from nitka.kit.text import shorten
from nitka.moments.actions import append
from nitka.moments.models import Moment

LABELS = 200  # of a workspace, made by moves
_SHOWN = ["status", "closed_at", "preview", "preview_by", "last_at", "waiting_since", "answered_at", "assignee_id"]


@dataclass(slots=True)
class Said:
    """A message as it was; `external_id` is the same whenever it is told. `author` names who is no member."""

    external_id: str
    direction: str
    at: datetime
    text: str
    html: str = ""
    author_id: UUID | None = None
    author: str = ""
    files: Sequence[File] = ()


@dataclass(slots=True)
class Past:
    """A conversation as it was. `id`: it came before, what is new in it is added."""

    identity: Identity
    channel_id: UUID
    at: datetime
    subject: str = ""
    closed_at: datetime | None = None
    assignee_id: UUID | None = None
    messages: Sequence[Said] = ()
    id: UUID | None = None
    labels: Sequence[str] = ()
    restored: UUID | None = field(default=None, init=False)  # which it is
    came: int = field(default=0, init=False)  # messages that were not here
    files: int = field(default=0, init=False)


@transaction.atomic
def restore(pasts: Sequence[Past]) -> None:
    """Write conversations with all their messages. What a colleague has gone on with stays as they left it."""
    lock([past.identity for past in pasts])
    rows = Conversation.objects.in_bulk([past.id for past in pasts if past.id])
    while merged := [row.merged_into_id for row in rows.values() if row.merged_into_id]:
        into = Conversation.objects.in_bulk(merged)
        rows = {key: into[row.merged_into_id] if row.merged_into_id else row for key, row in rows.items()}
    made = []
    for past in pasts:
        if past.id is None or past.id not in rows:
            row = Conversation(identity_id=past.identity.pk, channel_id=past.channel_id, created_at=past.at,
                               last_at=past.at, assignee_id=past.assignee_id,
                               subject=past.subject or _subject(past.messages))  # fmt: skip
            made.append(row)
            past.id = row.pk
            rows[row.pk] = row
        past.restored = rows[past.id].pk
    _number(made)
    there = _there(pasts)
    new = [(past, said) for past in pasts for said in past.messages if said.external_id not in there]
    _write([(past, said, rows[past.id]) for past, said in new if past.id])
    for past, said in new:
        past.came += 1
        past.files += len(said.files)
    touched = [past for past in pasts if past.id and _ours_alone(rows[past.id], past)]
    _project([(past, rows[past.id]) for past in touched if past.id])
    _label([(past.labels, rows[past.id]) for past in pasts if past.id and past.labels])
    told = list({row.pk: row for row in rows.values()}.values())
    changed([row.pk for row in told], "message", lists_of(told))


def _label(pairs: Sequence[tuple[Sequence[str], Conversation]]) -> None:
    """They wear what they wore; a label that is not here yet is made, as long as there are few."""
    wanted = {name.lower(): name for names, _row in pairs for one in names if (name := shorten(one, 40))}
    known = {one.name.lower(): one.pk for one in Label.objects.annotate(low=Lower("name")).filter(low__in=wanted)}
    room = max(0, LABELS - Label.objects.count()) if wanted.keys() - known.keys() else 0
    fresh = [Label(name=wanted[low]) for low in sorted(wanted.keys() - known.keys())[:room]]
    insert(fresh)
    known |= {one.name.lower(): one.pk for one in fresh}
    insert([
        Labelling(conversation_id=row.pk, label_id=known[low], at=row.created_at)
        for names, row in pairs for low in {shorten(one, 40).lower() for one in names} if low in known
    ], ignore_conflicts=True)  # fmt: skip


def _number(made: Sequence[Conversation]) -> None:
    if made:
        for number, row in enumerate(made, take_numbers(len(made))):
            row.number = number
        Conversation.objects.bulk_create(made)


def _there(pasts: Sequence[Past]) -> set[str]:
    keys = {said.external_id for past in pasts for said in past.messages}
    return set(Message.objects.filter(external_id__in=keys).values_list("external_id", flat=True)) if keys else set()


def _subject(messages: Sequence[Said]) -> str:
    first = next((said for said in messages if said.direction != "note" and said.text), None)
    return shorten(first.text, 120) if first else ""


def _write(new: Sequence[tuple[Past, Said, Conversation]]) -> None:
    messages = []
    positions = Positions([row.pk for _, _, row in new], [past.identity.pk for past, _, _ in new])
    for past, said, row in sorted(new, key=lambda one: one[1].at):
        messages.append(Message(
            id=uuid7(said.at), position=positions.next(row.pk, past.identity.pk), conversation_id=row.pk,
            identity_id=past.identity.pk, channel_id=past.channel_id, author_id=said.author_id,
            direction=said.direction, at=said.at, external_id=said.external_id, text=said.text,
            html=said.html or None,
            meta={"author": said.author} if said.author else {},
        ))  # fmt: skip
    insert(messages)
    by_key = {message.external_id: message for message in messages}
    attach([(by_key[said.external_id], said.files) for _past, said, _row in new if said.files])
    append([_moment(message) for message in messages if message.direction != "note"])


def _moment(message: Message) -> Moment:
    """Its id holds when it was said: a story is told in the order of ids."""
    return Moment(
        id=message.pk, identity_id=message.identity_id, kind=f"message.{message.direction}", at=message.at,
        channel_id=message.channel_id, conversation_id=message.conversation_id, member_id=message.author_id,
        data={"message": str(message.pk)},
    )  # fmt: skip


def _ours_alone(row: Conversation, past: Past) -> bool:
    """Nobody has written into it since it came, and nobody asked to wake them later."""
    return row.channel_id == past.channel_id and row.status in ("open", "closed")


def _project(pairs: Sequence[tuple[Past, Conversation]]) -> None:
    """What lists show and sort by, as it stood there."""
    ends, asked = [], _asked([row for _past, row in pairs if row.answered_at is None])
    for past, row in pairs:
        was = row.status
        talk = [said for said in sorted(past.messages, key=lambda said: said.at) if said.direction != "note"]
        row.status, row.closed_at = ("closed", past.closed_at) if past.closed_at else ("open", None)
        row.last_at = max([row.last_at, *(said.at for said in talk)])
        row.assignee_id = row.assignee_id or past.assignee_id
        row.answered_at = row.answered_at or _answer(talk, asked.get(row.pk))
        row.waiting_since = _waits(talk, row.waiting_since) if row.status == "open" else None
        if talk:
            row.preview = shorten(talk[-1].text, 160) or ", ".join(file.name for file in talk[-1].files)[:160]
            row.preview_by = talk[-1].direction
        if row.status == "closed" and was != "closed":
            ends.append((past, row))
        elif row.status == "open" and was == "closed":
            Closure.objects.filter(conversation_id=row.pk, reopened_at=None).update(reopened_at=row.last_at)
    update(Conversation, [row for _past, row in pairs], _SHOWN)
    insert([Closure(conversation_id=row.pk, at=past.closed_at or row.last_at) for past, row in ends])
    append([_closed(past, row) for past, row in ends])


def _asked(rows: Sequence[Conversation]) -> dict[UUID, datetime]:
    """When the customer first wrote into each, also in what came before."""
    written = Message.objects.filter(conversation_id__in=[row.pk for row in rows], direction="in")
    return dict(written.values_list("conversation_id").annotate(Min("at")).order_by()) if rows else {}


def _answer(talk: Sequence[Said], asked: datetime | None) -> datetime | None:
    """When we first answered; what we wrote before the customer did answers nothing."""
    if asked is None:
        return None
    return next((said.at for said in talk if said.direction == "out" and said.at >= asked), None)


def _waits(talk: Sequence[Said], since: datetime | None) -> datetime | None:
    """Since when an answer is owed: the customer's first word after our last."""
    for said in talk:
        since = None if said.direction == "out" else since or said.at
    return since


def _closed(past: Past, row: Conversation) -> Moment:
    at: Any = past.closed_at
    return Moment(id=uuid7(at), identity_id=row.identity_id, kind="conversation.closed", at=at,
                  channel_id=row.channel_id, conversation_id=row.pk)  # fmt: skip
