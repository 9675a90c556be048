"""Who gets a conversation. `choose` is pure; its reason is stored with the assignment and shown."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from nitka.accounts.models import Availability, Member, Role
from nitka.accounts.queries import at_work
from nitka.channels.models import Channel
from nitka.conversations.models import Assignment, Conversation
from nitka.customers.queries import OWNERS_FIRST
from nitka.kit import clock
from nitka.kit.db.bulk import insert, update
from nitka.realtime.queries import present

TAKES = (Role.AGENT, Role.MANAGER, Role.ADMINISTRATOR, Role.OWNER)


@dataclass(slots=True)
class Candidate:
    """A member who could get it: how many open conversations they have, whose teams they are in."""

    member_id: UUID
    load: int
    team_ids: Container[UUID] = ()


@dataclass(slots=True, frozen=True)
class Choice:
    """The member, or None for the queue; and why, as a code."""

    member_id: UUID | None
    reason: str


def choose(
    candidates: Sequence[Candidate], previous: UUID | None, team: UUID | None = None, owner: UUID | None = None
) -> Choice:
    """The customer's owner where they come first (`owner`), the same member again, the least loaded one; of those
    present, in a team's case of the team. Else the queue.

    `candidates` are those present. Of equals the one whose id is least, so that the choice can be explained.
    """
    if team is not None:
        candidates = [candidate for candidate in candidates if team in candidate.team_ids]
    if not candidates:
        return Choice(None, "nobody_present")
    if any(candidate.member_id == owner for candidate in candidates):
        return Choice(owner, "owner")
    if any(candidate.member_id == previous for candidate in candidates):
        return Choice(previous, "same_again")
    best = min(candidates, key=lambda candidate: (candidate.load, candidate.member_id))
    return Choice(best.member_id, "least_loaded")


def route(conversations: Sequence[Conversation], *, opened: Container[UUID] = ()) -> None:
    """Give conversations that nobody has to those present; six statements whatever their number.

    Those of a team's channel are the team's. What finds nobody stays in the queue, which is written down once, for
    those just `opened`.
    """
    if not conversations:
        return
    changed = _into_teams(conversations)
    candidates = _candidates()
    known = _known(conversations) if candidates else {}
    rows = []
    for conversation in conversations:
        previous, owner = known.get(conversation.pk, (None, None))
        choice = choose(candidates, previous, conversation.team_id, owner)
        if choice.member_id is None and conversation.pk not in opened:
            continue
        rows.append(Assignment(conversation_id=conversation.pk, member_id=choice.member_id, reason=choice.reason))
        load = next((c for c in candidates if c.member_id == choice.member_id), None)
        if load is not None:
            load.load += 1
            conversation.assignee_id = choice.member_id
            changed[conversation.pk] = conversation
    insert(rows)
    update(Conversation, changed.values(), ["assignee_id", "team_id"])


def _into_teams(conversations: Sequence[Conversation]) -> dict[UUID, Conversation]:
    """Those that became a team's by their channel."""
    channels = {conversation.channel_id for conversation in conversations if conversation.team_id is None}
    kept = Channel.objects.filter(pk__in=channels, team__deleted_at=None).exclude(team_id=None)
    teams = dict(kept.values_list("pk", "team_id"))
    found = {}
    for conversation in conversations:
        if conversation.team_id is None and (team := teams.get(conversation.channel_id)):
            conversation.team_id = team
            found[conversation.pk] = conversation
    return found


def _candidates() -> list[Candidate]:
    """Who is here, says so, and is at work by their own hours."""
    here = present()
    if not here:
        return []
    found = Member.objects.filter(pk__in=here, is_active=True, role__in=TAKES, availability=Availability.ONLINE)
    now = clock.now()
    members = {m.pk: m for m in found.only("id", "workspace_id", "team_ids", "hours", "timezone") if at_work(m, now)}
    loads = dict(
        Conversation.objects.filter(assignee_id__in=list(members), status="open")
        .values_list("assignee_id").annotate(Count("id"))
    )
    return [Candidate(key, loads.get(key, 0), frozenset(member.team_ids)) for key, member in members.items()]


def _known(conversations: Sequence[Conversation]) -> dict[UUID, tuple[UUID | None, UUID | None]]:
    """Conversation → the member who last had one of the same customer, and the customer's owner where owners come
    first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select g.id, l.assignee_id, o.owner_id from unnest(%s::uuid[], %s::uuid[]) as g (id, identity_id)"
            " join customers_identity i on i.id = g.identity_id left join lateral ("
            " select v.assignee_id from customers_identity j join conversations_conversation v"
            " on v.workspace_id = j.workspace_id and v.identity_id = j.id"
            " where j.customer_id = i.customer_id and v.assignee_id is not null and v.id <> g.id"
            " order by v.last_at desc limit 1) l on true"
            " left join customers_customer o on o.workspace_id = i.workspace_id and o.id = i.customer_id"
            " and exists (select from accounts_workspace w where w.id = i.workspace_id and w.settings ->> %s = 'true')",
            [[c.pk for c in conversations], [c.identity_id for c in conversations], OWNERS_FIRST],
        )
        return {key: (previous, owner) for key, previous, owner in cursor.fetchall()}
