"""Ask for a rating once a conversation has been closed, in the channel used last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from nitka.channels.registry import adapter
from nitka.conversations.events import ConversationsClosed
from nitka.customers.queries import agreed, standing
from nitka.feedback.actions import letters
from nitka.feedback.events import RatingAsked
from nitka.feedback.models import RatingRequest, Rule
from nitka.feedback.queries.asking import path_of
from nitka.feedback.queries.rules import rules_of
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.moments.actions import append
from nitka.moments.models import Moment, Touchpoint
from nitka.realtime import topics
from nitka.realtime.actions import Signal, publish_many

SLOW_ANSWER = timedelta(minutes=10)

# One row for each closed conversation: by which of the customer's addresses they were spoken to last (others may have
# written into it), who answered, what happened on the way. What we wrote before the customer did answers nothing. One
# question about it is open at a time.
CASES = """
with said as (
  select m.workspace_id, m.conversation_id, m.identity_id, m.channel_id, m.author_id, m.direction, m.auto, m.at,
    m.position, min(m.at) filter (where m.direction = 'in') over (partition by m.conversation_id) as began
  from conversations_message m
  where m.workspace_id = %(workspace)s and m.conversation_id = any(%(ids)s) and m.direction <> 'note'
), talk as (
  select m.conversation_id,
    (array_agg(m.channel_id order by m.position desc) filter (where mi.customer_id = ci.customer_id))[1]
      as channel_id,
    (array_agg(m.identity_id order by m.position desc) filter (where mi.customer_id = ci.customer_id))[1]
      as identity_id,
    (array_agg(m.author_id order by m.position desc) filter (where m.author_id is not null))[1] as author_id,
    count(distinct m.channel_id) as channels,
    count(distinct m.author_id) as authors,
    min(m.began) as first_in,
    min(m.at) filter (where m.direction = 'out' and not m.auto and m.at >= m.began) as first_out,
    coalesce(bool_and(m.auto) filter (where m.direction = 'in'), true) as automatic
  from said m
  join conversations_conversation mc on mc.workspace_id = m.workspace_id and mc.id = m.conversation_id
  join customers_identity ci on ci.workspace_id = m.workspace_id and ci.id = mc.identity_id
  join customers_identity mi on mi.workspace_id = m.workspace_id and mi.id = m.identity_id
  group by m.conversation_id
)
select talk.conversation_id, talk.channel_id, talk.identity_id, i.customer_id, i.kind, i.value, ch.kind,
  coalesce(c.assignee_id, talk.author_id), talk.channels, talk.authors, talk.first_in, talk.first_out,
  (select count(*) from conversations_closure x where x.workspace_id = c.workspace_id and x.conversation_id = c.id),
  (select max(r.asked_at) from feedback_request r join customers_identity ri
     on ri.workspace_id = r.workspace_id and ri.id = r.identity_id
   where r.workspace_id = c.workspace_id and ri.customer_id = i.customer_id)
from talk
join conversations_conversation c on c.workspace_id = %(workspace)s and c.id = talk.conversation_id
join customers_identity i on i.workspace_id = c.workspace_id and i.id = talk.identity_id
join channels_channel ch on ch.workspace_id = c.workspace_id and ch.id = talk.channel_id
where c.status = 'closed' and ch.is_active and talk.first_out is not null and not talk.automatic
  and not exists (select from feedback_request q where q.workspace_id = c.workspace_id and q.conversation_id = c.id
    and q.answered_at is null and q.closes_at > %(now)s)
order by talk.conversation_id
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One closed conversation, as far as asking cares."""

    conversation_id: UUID
    channel_id: UUID
    identity_id: UUID
    customer_id: UUID
    identity_kind: str
    identity_value: str
    channel_kind: str
    member_id: UUID | None
    facts: list[str]
    asked_last: datetime | None


def on_closed(event: ConversationsClosed) -> None:
    """Conversations were closed."""
    ask(conversation_ids=event.conversation_ids)


def ask(*, conversation_ids: Sequence[UUID]) -> list[RatingRequest]:
    """Ask about those where a person answered a person, and whose customer has not been asked lately.

    A fixed number of statements, whatever the size of the batch.
    """
    if not conversation_ids:
        return []
    cases = _willing(_cases(conversation_ids))
    rules = rules_of({case.channel_id for case in cases})
    chosen = list(_rested([case for case in cases if rules[case.channel_id].is_on], rules))
    if not chosen:
        return []
    touchpoints = dict(Touchpoint.objects.filter(channel_id__in=rules).values_list("channel_id", "id"))
    requests = [_request(case, rules[case.channel_id], touchpoints.get(case.channel_id)) for case in chosen]
    RatingRequest.objects.bulk_create(requests)
    append([_moment(request) for request in requests])
    _send(list(zip(chosen, requests, strict=True)))
    events.publish(RatingAsked(tuple(request.pk for request in requests)))
    return requests


def _cases(conversation_ids: Sequence[UUID]) -> list[Case]:
    with connection.cursor() as cursor:
        cursor.execute(CASES, {"workspace": require_workspace(), "ids": list(conversation_ids), "now": clock.now()})
        return [Case(*[*row[:8], _facts(*row[8:13]), row[13]]) for row in cursor.fetchall()]


def _willing(cases: list[Case]) -> list[Case]:
    """Without those who withdrew their consent to be asked; who never said anything may be asked of what they began."""
    stands = standing({case.identity_id for case in cases})
    return [case for case in cases if agreed(stands, case.identity_id, "surveys") is not False]


def _facts(channels: int, authors: int, first_in: datetime | None, first_out: datetime, closures: int) -> list[str]:
    waited = first_in is not None and first_out - first_in > SLOW_ANSWER
    held = {"waited": waited, "handed": authors > 1, "channels": channels > 1, "reopened": closures > 1}
    return [key for key, holds in held.items() if holds]


def _rested(cases: Iterable[Case], rules: dict[UUID, Rule]) -> Iterable[Case]:
    seen: set[UUID] = set()
    for case in cases:
        since = clock.now() - timedelta(days=rules[case.channel_id].rest_days)
        if case.customer_id in seen or (case.asked_last is not None and case.asked_last > since):
            continue
        seen.add(case.customer_id)
        yield case


def _request(case: Case, rule: Rule, touchpoint_id: UUID | None) -> RatingRequest:
    now = clock.now()
    return RatingRequest(
        conversation_id=case.conversation_id,
        identity_id=case.identity_id,
        channel_id=case.channel_id,
        touchpoint_id=touchpoint_id,
        member_id=case.member_id,
        scale=rule.scale,
        facts=case.facts,
        factors=rule.offered,
        asked_at=now,
        closes_at=now + timedelta(days=rule.open_days),
    )


def _moment(request: RatingRequest) -> Moment:
    return Moment(
        kind="rating.asked",
        at=request.asked_at,
        identity_id=request.identity_id,
        channel_id=request.channel_id,
        conversation_id=request.conversation_id,
        member_id=request.member_id,
        data={"request": str(request.pk), "scale": request.scale},
    )


def _send(pairs: list[tuple[Case, RatingRequest]]) -> None:
    """A letter where the channel carries messages out; a card where the customer fetches them."""
    signals = []
    for case, request in pairs:
        if adapter(case.channel_kind).capabilities.transport:
            letters.send(request)
        elif case.identity_kind == "visitor":
            data = {"id": str(request.pk), "scale": request.scale, "url": path_of(request), "factors": True}
            signals.append(Signal(topics.visitor(case.identity_value), "rating", data))
    publish_many(signals)

