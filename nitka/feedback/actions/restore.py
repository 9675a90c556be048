"""Ratings that were given elsewhere or long ago take their place, with what was done about them; nobody is told.

As `conversations.restore`: no event is published but that moments came. A fixed number of statements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from nitka.feedback.actions.tasks import last_number
from nitka.feedback.factors import clean
from nitka.feedback.metrics.scales import CSAT, mood
from nitka.feedback.models import Rating, RatingRequest, RatingRevision, Rule, Status, Task, TaskClosure, TaskEvent
from nitka.feedback.queries.rules import rules_of
from nitka.kit.db.bulk import insert
from nitka.kit.ids import uuid7
from nitka.moments.actions import append
from nitka.moments.models import Moment, Touchpoint

Kind = TaskEvent.Kind


@dataclass(frozen=True, slots=True)
class Dealt:
    """What was done about an unhappy rating: when, by whom, and why it had come about."""

    at: datetime
    member_id: UUID
    done: str
    cause: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a conversation, and the answer when there was one (`at`). The scale is the five faces."""

    conversation_id: UUID
    identity_id: UUID
    channel_id: UUID
    member_id: UUID | None
    asked_at: datetime
    facts: Sequence[str] = ()
    at: datetime | None = None
    score: int = 0
    factors: Sequence[str] = ()
    comment: str = ""
    dealt: Dealt | None = None


@transaction.atomic
def restore(rows: Sequence[Asked]) -> list[Rating]:
    """Write questions, answers, tasks of the unhappy ones and how those ended; in the order given."""
    if not rows:
        return []
    rules = rules_of({row.channel_id for row in rows})
    places = dict(Touchpoint.objects.filter(channel_id__in=rules).values_list("channel_id", "id"))
    requests = [_request(row, rules[row.channel_id], places.get(row.channel_id)) for row in rows]
    insert(requests)
    pairs = [(row, _rating(row, request, row.at)) for row, request in zip(rows, requests, strict=True) if row.at]
    ratings = [rating for _, rating in pairs]
    insert(ratings)
    insert(RatingRevision(rating_id=one.pk, score=one.score, factors=one.factors, comment=one.comment, at=one.at)
           for one in ratings)  # fmt: skip
    _tasks([(row, rating, rules[row.channel_id].task_hours) for row, rating in pairs if rating.is_unhappy])
    append(sorted([*map(_question, requests), *map(_answer, ratings)], key=lambda moment: moment.at))
    return ratings


def _request(row: Asked, rule: Rule, touchpoint_id: UUID | None) -> RatingRequest:
    return RatingRequest(
        conversation_id=row.conversation_id, identity_id=row.identity_id, channel_id=row.channel_id,
        touchpoint_id=touchpoint_id, member_id=row.member_id, scale=CSAT, facts=list(row.facts), factors=rule.offered,
        asked_at=row.asked_at, closes_at=row.asked_at + timedelta(days=rule.open_days), answered_at=row.at,
    )  # fmt: skip


def _rating(row: Asked, request: RatingRequest, at: datetime) -> Rating:
    return Rating(
        request_id=request.pk, conversation_id=row.conversation_id, identity_id=row.identity_id,
        channel_id=row.channel_id, touchpoint_id=request.touchpoint_id, member_id=row.member_id, scale=CSAT,
        facts=request.facts, score=row.score, mood=mood(CSAT, row.score),
        factors=clean(list(row.factors), tuple(request.factors)), comment=row.comment or None, at=at,
    )  # fmt: skip


def _tasks(unhappy: Sequence[tuple[Asked, Rating, int]]) -> None:
    if not unhappy:
        return
    number = last_number()
    made = [(row, _task(row, rating, number + place, hours)) for place, (row, rating, hours) in enumerate(unhappy, 1)]
    insert(task for _, task in made)
    insert(event for row, task in made for event in _story(row, task))
    insert(
        TaskClosure(task_id=task.pk, member_id=end.member_id, done=end.done, cause=end.cause, at=end.at)
        for end, task in ((row.dealt, task) for row, task in made) if end
    )  # fmt: skip


def _task(row: Asked, rating: Rating, number: int, hours: int) -> Task:
    return Task(
        number=number, rating_id=rating.pk, conversation_id=row.conversation_id, identity_id=row.identity_id,
        owner_id=row.dealt.member_id if row.dealt else row.member_id, created_at=rating.at,
        status=Status.DONE if row.dealt else Status.OPEN, due_at=rating.at + timedelta(hours=hours),
        closed_at=row.dealt.at if row.dealt else None,
    )  # fmt: skip


def _story(row: Asked, task: Task) -> Iterator[TaskEvent]:
    yield TaskEvent(task_id=task.pk, kind=Kind.OPENED, to_id=row.member_id, at=task.created_at)
    if row.dealt:
        yield TaskEvent(task_id=task.pk, kind=Kind.CLOSED, member_id=row.dealt.member_id, at=row.dealt.at)


def _question(request: RatingRequest) -> Moment:
    return Moment(
        id=uuid7(request.asked_at), kind="rating.asked", at=request.asked_at, identity_id=request.identity_id,
        channel_id=request.channel_id, conversation_id=request.conversation_id, member_id=request.member_id,
        data={"request": str(request.pk), "scale": request.scale},
    )  # fmt: skip


def _answer(rating: Rating) -> Moment:
    return Moment(
        id=uuid7(rating.at), kind="rating", at=rating.at, identity_id=rating.identity_id,
        channel_id=rating.channel_id, conversation_id=rating.conversation_id, member_id=rating.member_id,
        data={"rating": str(rating.pk), "scale": rating.scale, "score": rating.score, "factors": rating.factors},
    )  # fmt: skip
