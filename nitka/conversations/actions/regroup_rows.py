"""The rows of merging and splitting: what goes along, what is kept so that it can be put back."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from nitka.accounts.models import Member
from nitka.conversations.actions.drafts import join_drafts
from nitka.conversations.models import (
    Conversation,
    Follower,
    Labelling,
    Mention,
    Message,
    Pending,
    Regrouping,
)
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.kit.context import require_workspace
from nitka.kit.text import shorten

_TIMES = ("last_at", "waiting_since", "answered_at", "closed_at", "snoozed_until")
_IDS = ("channel_id", "assignee_id", "team_id", "merged_into_id")
COLUMNS = ("status", "subject", "preview", "preview_by", *_TIMES, *_IDS)
_AWAKE = {"open": 0, "snoozed": 1, "closed": 2}


def held(ids: Iterable[UUID], *, in_order: bool = False) -> list[Conversation]:
    """Conversations, merged ones too, as they are now; their customers are locked first, as those who receive do."""
    ids = list(ids)
    lock(Identity.objects.filter(conversations__pk__in=ids).distinct())
    rows = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[key] for key in ids] if in_order else list(found.values())


def state(row: Conversation) -> dict[str, Any]:
    """The columns that a list sorts and filters by, as JSON keeps them."""
    values = {name: getattr(row, name) for name in COLUMNS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value
        for name, value in values.items()
    }


def restore(row: Conversation, before: dict[str, Any], after: dict[str, Any] | None) -> None:
    """Put columns back; what has changed since `after` stays as it is."""
    now = state(row)
    for name in COLUMNS:
        if after is None or now[name] == after[name]:
            value = before[name]
            read = datetime.fromisoformat if name in _TIMES else UUID if name in _IDS else str
            setattr(row, name, read(value) if value is not None else None)
    row.save(update_fields=COLUMNS)


def join(into: Conversation, source: Conversation) -> None:
    """Of two states the more wakeful; the longer wait; the latest words. The source becomes an alias."""
    if _AWAKE[source.status] < _AWAKE[into.status]:
        into.status, into.closed_at, into.snoozed_until = source.status, source.closed_at, source.snoozed_until
    if source.last_at > into.last_at:
        for name in ("last_at", "preview", "preview_by", "channel_id"):
            setattr(into, name, getattr(source, name))
    into.waiting_since = _earlier(into.waiting_since, source.waiting_since)
    into.answered_at = _earlier(into.answered_at, source.answered_at)
    into.subject = into.subject or source.subject
    into.assignee_id = into.assignee_id or source.assignee_id
    into.team_id = into.team_id or source.team_id
    into.save(update_fields=COLUMNS)
    alias(source, into)


def alias(row: Conversation, into: Conversation) -> None:
    """From now on its number leads to the other."""
    row.status, row.merged_into_id, row.waiting_since = "merged", into.pk, None
    row.save(update_fields=["status", "merged_into_id", "waiting_since"])


def project(row: Conversation) -> None:
    """Set what is known from the messages that stand in it now."""
    mine = Message.objects.filter(conversation_id=row.pk, auto=False).exclude(direction="note").order_by("position")
    written = list(mine.values("direction", "at", "channel_id", "text", "subject", "position"))
    if written:
        last, first = written[-1], written[0]
        row.last_at, row.channel_id = max(one["at"] for one in written), last["channel_id"]
        row.preview, row.preview_by = shorten(last["text"] or "", 160), last["direction"]
        row.subject = row.subject or shorten(first["subject"] or first["text"] or "", 120)
        answers = [one for one in written if one["direction"] == "out"]
        row.answered_at = _answered([(one["direction"], one["at"]) for one in written])
        since = [one["at"] for one in written if not answers or one["position"] > answers[-1]["position"]]
        row.waiting_since = since[0] if since and row.status != "closed" else None
    row.save(update_fields=COLUMNS)


def _answered(written: list[tuple[str, datetime]]) -> datetime | None:
    """When a member first answered; what we wrote before the customer did answers nothing."""
    asked = next((n for n, (way, _at) in enumerate(written) if way == "in"), len(written))
    return next((at for way, at in written[asked:] if way == "out"), None)


def move(done: Regrouping, messages: "QuerySet[Message]", into_id: UUID) -> None:
    """Write down which go, and put them there; who was named in them finds them there."""
    keys = list(messages.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into conversations_regrouped (id, workspace_id, regrouping_id, message_id)"
            " select uuidv7(), %s, %s, id from unnest(%s::uuid[]) as m (id)",
            [require_workspace(), done.pk, keys],
        )
    Message.objects.filter(pk__in=keys).update(conversation_id=into_id)
    Mention.objects.filter(message_id__in=keys).update(conversation_id=into_id)


def move_back(done: Regrouping) -> None:
    """Those that still stand where it put them."""
    here = Message.objects.filter(regroupings__regrouping_id=done.pk, conversation_id=done.into_id)
    keys = list(here.values_list("pk", flat=True))
    Message.objects.filter(pk__in=keys).update(conversation_id=done.source_id)
    Mention.objects.filter(message_id__in=keys).update(conversation_id=done.source_id)


def carry(into: Conversation, source: Conversation, by: Member | None) -> dict[str, Any]:
    """Labels, followers, waiting answers and drafts go along; what was added is kept for undoing."""
    worn = set(Labelling.objects.filter(conversation_id=into.pk).values_list("label_id", flat=True))
    labels = [
        Labelling(conversation_id=into.pk, label_id=key, by_id=by.pk if by else None)
        for key in Labelling.objects.filter(conversation_id=source.pk).values_list("label_id", flat=True)
        if key not in worn
    ]
    there = set(Follower.objects.filter(conversation_id=into.pk).values_list("member_id", flat=True))
    followers = [
        Follower(conversation_id=into.pk, member_id=key, by_id=by.pk if by else None)
        for key in Follower.objects.filter(conversation_id=source.pk).values_list("member_id", flat=True)
        if key not in there
    ]
    Labelling.objects.bulk_create(labels)
    Follower.objects.bulk_create(followers)
    waiting = Pending.objects.filter(conversation_id=source.pk, state__in=("waiting", "asked", "failed"))
    pending = list(waiting.values_list("pk", flat=True))
    Pending.objects.filter(pk__in=pending).update(conversation_id=into.pk)
    join_drafts(into_id=into.pk, source_id=source.pk)
    return {
        "labels": [str(row.pk) for row in labels],
        "followers": [str(row.pk) for row in followers],
        "pending": [str(key) for key in pending],
    }


def carry_back(done: Regrouping) -> None:
    """Take off what it put on; answers that still wait go back."""
    Labelling.objects.filter(pk__in=done.kept["labels"]).delete()
    Follower.objects.filter(pk__in=done.kept["followers"]).delete()
    still = Pending.objects.filter(pk__in=done.kept["pending"], conversation_id=done.into_id)
    still.exclude(state="sent").update(conversation_id=done.source_id)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
