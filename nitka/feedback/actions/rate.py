"""An answer: given once, changeable for a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language

from nitka.customers.actions import withdraw
from nitka.feedback.events import RatingGiven
from nitka.feedback.factors import clean
from nitka.feedback.metrics.scales import mood, valid
from nitka.feedback.models import Rating, RatingRequest, RatingRevision
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.text import scrub
from nitka.moments.actions import append
from nitka.moments.models import Moment
from nitka.realtime import topics
from nitka.realtime.actions import publish

CHANGEABLE = timedelta(days=1)
COMMENT = 2000


class NotAsked(LookupError):
    """Nobody was asked by this id, or somebody else was."""


class TooLate(Exception):
    """The link has closed, or a day has passed since the answer."""


def rate(*, request_id: UUID, score: int, factors: Sequence[str] | None = None, comment: str | None = None) -> Rating:
    """Write the answer of one request, or change it within a day.

    Reasons and comment that are not given stay as they were. Raises NotAsked, TooLate; ValueError for a score off
    its scale.
    """
    request = RatingRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotAsked
    if not valid(request.scale, score):
        raise ValueError(f"{score} is no answer on {request.scale}")
    given = Rating.objects.filter(request_id=request.pk).first()
    if not may_answer(request, given):
        raise TooLate
    ticked = clean(list(factors), tuple(request.factors)) if factors is not None else given.factors if given else []
    words = scrub(comment).strip()[:COMMENT] or None if comment is not None else given.comment if given else None
    if given is not None and (given.score, given.factors, given.comment) == (score, ticked, words):
        return given
    rating = _change(given, score, ticked, words) if given else _first(request, score, ticked, words)
    RatingRevision.objects.create(rating_id=rating.pk, score=score, factors=ticked, comment=words, at=clock.now())
    _tell(rating, changed=given is not None)
    return rating


def stop_asking(*, request_id: UUID) -> None:
    """The customer wants no more questions: they withdraw their consent, on the page they rate on."""
    identity_id = RatingRequest.objects.values_list("identity_id", flat=True).get(pk=request_id)
    withdraw(identity_id=identity_id, purpose="surveys", way="page", language=(get_language() or "")[:2])


def may_answer(request: RatingRequest, given: Rating | None) -> bool:
    """Whether an answer, or another one, is still taken."""
    if given is None:
        return request.closes_at > clock.now()
    return changeable_until(given) > clock.now()


def changeable_until(rating: Rating) -> datetime:
    """The end of the day in which an answer may be changed."""
    return rating.at + CHANGEABLE


def _first(request: RatingRequest, score: int, ticked: list[str], words: str | None) -> Rating:
    now = clock.now()
    rating = Rating.objects.create(
        request_id=request.pk,
        conversation_id=request.conversation_id,
        identity_id=request.identity_id,
        channel_id=request.channel_id,
        touchpoint_id=request.touchpoint_id,
        member_id=request.member_id,
        scale=request.scale,
        facts=request.facts,
        score=score,
        mood=mood(request.scale, score),
        factors=ticked,
        comment=words,
        at=now,
    )
    RatingRequest.objects.filter(pk=request.pk).update(answered_at=now)
    return rating


def _change(rating: Rating, score: int, ticked: list[str], words: str | None) -> Rating:
    rating.score, rating.mood, rating.factors, rating.comment = score, mood(rating.scale, score), ticked, words
    rating.changed_at = clock.now()
    rating.save(update_fields=["score", "mood", "factors", "comment", "changed_at"])
    return rating


def _tell(rating: Rating, *, changed: bool) -> None:
    data = {"rating": str(rating.pk), "scale": rating.scale, "score": rating.score, "factors": rating.factors}
    append([
        Moment(
            kind="rating",
            at=rating.changed_at or rating.at,
            identity_id=rating.identity_id,
            channel_id=rating.channel_id,
            conversation_id=rating.conversation_id,
            member_id=rating.member_id,
            data=data | ({"changed": True} if changed else {}),
        )
    ])  # fmt: skip
    ids = {"rating": str(rating.pk), "conversation": str(rating.conversation_id), "mood": rating.mood}
    publish(topic=topics.insight(require_workspace()), kind="rating")  # heard whatever one may see
    if rating.conversation_id:
        publish(topic=topics.conversation(rating.conversation_id), kind="rating", data=ids)
    events.publish(RatingGiven((rating.pk,)))
