"""Who gets a conversation. `choose` is pure; its reason is stored with the assignment and shown."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from nitka.accounts.models import Member, Role
from nitka.conversations.models import Assignment, Conversation
from nitka.kit.db.bulk import insert, update
from nitka.realtime.queries import present

TAKES = (Role.AGENT, Role.MANAGER, Role.ADMINISTRATOR, Role.OWNER)


@dataclass(slots=True)
class Candidate:
    """A member who could get it: how many open conversations they have."""

    member_id: UUID
    load: int


@dataclass(slots=True, frozen=True)
class Choice:
    """The member, or None for the queue; and why, as a code."""

    member_id: UUID | None
    reason: str


def choose(candidates: Sequence[Candidate], previous: UUID | None) -> Choice:
    """The same member again when present, else the least loaded present one, else the queue.

    `candidates` are those present. Of equals the one whose id is least, so that the choice can be explained.
    """
    if not candidates:
        return Choice(None, "nobody_present")
    if any(candidate.member_id == previous for candidate in candidates):
        return Choice(previous, "same_again")
    best = min(candidates, key=lambda candidate: (candidate.load, candidate.member_id))
    return Choice(best.member_id, "least_loaded")


def route(conversations: Sequence[Conversation], *, opened: Container[UUID] = ()) -> None:
    """Give conversations that nobody has to those present; five statements whatever their number.

    With nobody present they stay in the queue, which is written down once, for those just `opened`.
    """
    if not conversations:
        return
    candidates = _candidates()
    if not candidates:
        _leave_in_queue([conversation for conversation in conversations if conversation.pk in opened])
        return
    previous = _previous(conversations)
    rows = []
    for conversation in conversations:
        choice = choose(candidates, previous.get(conversation.pk))
        load = next((c for c in candidates if c.member_id == choice.member_id), None)
        if load is not None:
            load.load += 1
        conversation.assignee_id = choice.member_id
        rows.append(Assignment(conversation_id=conversation.pk, member_id=choice.member_id, reason=choice.reason))
    Assignment.objects.bulk_create(rows)
    update(Conversation, conversations, ["assignee_id"])


def _leave_in_queue(conversations: Sequence[Conversation]) -> None:
    reason = choose((), None).reason
    insert(Assignment(conversation_id=conversation.pk, reason=reason) for conversation in conversations)


def _candidates() -> list[Candidate]:
    here = present()
    if not here:
        return []
    members = Member.objects.filter(pk__in=here, is_active=True, role__in=TAKES).values_list("pk", flat=True)
    loads = dict(
        Conversation.objects.filter(assignee_id__in=list(members), status="open")
        .values_list("assignee_id").annotate(Count("id"))
    )
    return [Candidate(member, loads.get(member, 0)) for member in members]


def _previous(conversations: Sequence[Conversation]) -> dict[UUID, UUID]:
    """Conversation → the member who last had one of the same customer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select g.id, l.assignee_id from unnest(%s::uuid[], %s::uuid[]) as g (id, identity_id)"
            " join customers_identity i on i.id = g.identity_id, lateral ("
            " select v.assignee_id from customers_identity j join conversations_conversation v"
            " on v.workspace_id = j.workspace_id and v.identity_id = j.id"
            " where j.customer_id = i.customer_id and v.assignee_id is not null and v.id <> g.id"
            " order by v.last_at desc limit 1) l",
            [[c.pk for c in conversations], [c.identity_id for c in conversations]],
        )
        return dict(cursor.fetchall())
