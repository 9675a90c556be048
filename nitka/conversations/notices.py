"""Whom conversations concern: what happened, into notices; and what a conversation is called in one."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from nitka.accounts.models import Member
from nitka.accounts.policies import sees_all
from nitka.conversations.desk.names import customer_name
from nitka.conversations.events import (
    ConversationRead,
    ConversationsAssigned,
    ConversationsWoken,
    DeliveriesChanged,
    Mentioned,
    MessagesReceived,
)
from nitka.conversations.models import Assignment, Delivery, Follower, Snooze, State
from nitka.conversations.queries import visible_to
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.notices import actions
from nitka.notices.contract import Named, Told
from nitka.notices.models import SUBJECTS, Kind, Notice, Subject
from nitka.ui.words import numbered

_KINDS = [kind for kind, subject in SUBJECTS.items() if subject == Subject.CONVERSATION]
# Each message with who has its conversation now, and the routing that gave it to them in the same batch; without what
# they have read already, and without a STOP where nothing is open.
RECEIVED = """
select m.id, m.conversation_id, m.at, c.assignee_id, c.team_id, a.id,
  not exists (select from conversations_message e where e.workspace_id = m.workspace_id
    and e.conversation_id = m.conversation_id and e.position < m.position),
  m.meta ? 'stop'
from conversations_message m
join conversations_conversation c on c.workspace_id = m.workspace_id and c.id = m.conversation_id
left join lateral (
  select a.id from conversations_assignment a where a.workspace_id = c.workspace_id and a.conversation_id = c.id
    and a.member_id = c.assignee_id and a.by_id is null and a.reason in ('least_loaded', 'same_again', 'owner')
    and a.at >= uuid_extract_timestamp(m.position) order by a.at limit 1
) a on true
where m.workspace_id = %s and m.id = any(%s::uuid[]) and m.direction = 'in' and not m.auto
  and (c.status = 'open' or not m.meta ? 'stop')
  and not exists (select from conversations_reading r where r.workspace_id = m.workspace_id
    and r.conversation_id = m.conversation_id and r.member_id = c.assignee_id and r.at > m.at)
order by m.position
"""


def on_received(event: MessagesReceived) -> None:
    """Customers wrote; one statement more for their batch, the rest is the worker's."""
    actions.later("received", event.message_ids)


def on_assigned(event: ConversationsAssigned) -> None:
    """Members gave conversations to others."""
    actions.later("assigned", event.assignment_ids)


def on_woken(event: ConversationsWoken) -> None:
    """Conversations woke; those whose moment came."""
    if event.how == "due":
        actions.later("woken", event.conversation_ids)


def on_delivered(event: DeliveriesChanged) -> None:
    """Some of them may not have gone out."""
    failed = Delivery.objects.filter(message_id__in=event.message_ids, state=State.FAILED)
    actions.later("parked", failed.values_list("pk", flat=True))


def on_mentioned(event: Mentioned) -> None:
    """A note names members."""
    about, cause, by = event.conversation_id, event.message_id, event.by_id
    actions.tell(Told(member, Kind.MENTIONED, about, cause, by) for member in event.member_ids)


def on_read(event: ConversationRead) -> None:
    """A member has it before them."""
    actions.saw(member_id=event.member_id, conversation_id=event.conversation_id)


def from_received(message_ids: Collection[UUID]) -> Iterator[Told]:
    """Who has or follows it hears of each message, or that it came to them; of a new one nobody has, its team."""
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED, [require_workspace(), array(message_ids)])
        rows = cursor.fetchall()
    teams = _teams(row[4] for row in rows if row[3] is None and row[6])
    followers = _followers({row[1] for row in rows})
    for message, conversation, at, assignee, team, given, first, stop in rows:
        data = {"stop": True} if stop else {}
        for member in followers.get(conversation, set()) - {assignee}:
            yield Told(member, Kind.REPLIED, conversation, message, at=at, data=data)
        if assignee is not None:
            kind, cause = (Kind.ASSIGNED, given) if given else (Kind.REPLIED, message)
            yield Told(assignee, kind, conversation, cause, at=at, data=data)
        elif first:
            for member in teams.get(team, ()):
                yield Told(member, Kind.TEAM, conversation, message, at=at)


def from_assigned(assignment_ids: Collection[UUID]) -> Iterator[Told]:
    """Who was given it, or all of the team that was."""
    rows = list(Assignment.objects.filter(pk__in=assignment_ids).order_by("id"))
    teams = _teams(row.team_id for row in rows if row.member_id is None)
    for row in rows:
        if row.member_id is not None:
            yield Told(row.member_id, Kind.ASSIGNED, row.conversation_id, row.pk, row.by_id, row.at)
        for member in teams.get(row.team_id, ()) if row.member_id is None else ():
            yield Told(member, Kind.TEAM, row.conversation_id, row.pk, row.by_id, row.at)


def from_woken(conversation_ids: Collection[UUID]) -> Iterator[Told]:
    """Who put it aside, and who has it."""
    rows = Snooze.objects.filter(conversation_id__in=conversation_ids, ended="due")
    latest = rows.order_by("conversation_id", "-at").distinct("conversation_id")
    for pk, conversation, by, has, at in latest.values_list(
        "pk", "conversation_id", "by_id", "conversation__assignee_id", "ended_at"
    ):
        for member in filter(None, {by, has}):
            yield Told(member, Kind.WOKEN, conversation, pk, at=at)


def from_parked(delivery_ids: Collection[UUID]) -> Iterator[Told]:
    """Who wrote it; of what went out by itself, who has the conversation."""
    rows = Delivery.objects.filter(pk__in=delivery_ids, state=State.FAILED)
    for pk, conversation, author, has, at in rows.values_list(
        "pk", "message__conversation_id", "message__author_id", "message__conversation__assignee_id", "changed_at"
    ):
        if (whose := author or has) is not None:
            yield Told(whose, Kind.FAILED, conversation, pk, at=at)


def narrow(member: Member, found: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """Of some notices those of no conversation and of those the member may see; the slot "notices.visible"."""
    if sees_all(member):
        return found
    return found.filter(~Q(kind__in=_KINDS) | Exists(visible_to(member).filter(pk=OuterRef("about_id"))))


def named(member: Member, ids: Collection[UUID]) -> dict[UUID, Named]:
    """What conversations are called; the slot "notices.named.conversation"."""
    rows = visible_to(member).filter(pk__in=ids).values_list(
        "pk", "number", "subject", "identity__kind", "identity__value", "identity__customer__name",
        "identity__customer_id",
    )  # fmt: skip
    return {
        pk: Named(customer_name(name, kind, value), _about(number, subject), f"inbox/{number}/", key)
        for pk, number, subject, kind, value, name, key in rows
    }


def _about(number: int, subject: str) -> str:
    named = numbered(number)
    return f"{named} · {subject}" if subject else named


def _followers(conversation_ids: Collection[UUID]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Follower.objects.filter(conversation_id__in=conversation_ids)
    for conversation, member in rows.values_list("conversation_id", "member_id"):
        found[conversation].add(member)
    return found


def _teams(ids: Iterable[UUID | None]) -> dict[Any, list[UUID]]:
    keys = {key for key in ids if key is not None}
    if not keys:
        return {}
    members = Member.objects.filter(is_active=True, team_ids__overlap=list(keys)).values_list("pk", "team_ids")
    found: dict[Any, list[UUID]] = {key: [] for key in keys}
    for pk, teams in members:
        for key in keys.intersection(teams):
            found[key].append(pk)
    return found
