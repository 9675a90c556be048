"""`ratings`: what customers answered."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.conversations import RatingRow
from nitka.api.views.common import acting, answers, customer_or_404, rows
from nitka.feedback.models import Rating
from nitka.feedback.queries.ratings import visible_to

router = Router(tags=["ratings"])


class Wanted(Page):
    """A page of all, or of one conversation's or customer's."""

    conversation: UUID | None = None
    customer: UUID | None = None


@router.get("ratings", response=answers(200, Rows[RatingRow]))
def ratings(request: HttpRequest, page: Query[Wanted]) -> Any:
    """Ratings as they stand, newest first."""
    found = visible_to(acting(request)).select_related("identity")
    if page.conversation:
        found = found.filter(conversation_id=page.conversation)
    if page.customer:
        found = found.filter(identity__customer_id=customer_or_404(request, page.customer).pk)
    data, following = newest(found, page, by="at")
    return rows(map(described, data), following)


@router.get("ratings/{uuid:rating_id}", response=answers(200, RatingRow))
def rating(request: HttpRequest, rating_id: UUID) -> Any:
    """One rating."""
    found = visible_to(acting(request)).select_related("identity").filter(pk=rating_id).first()
    if found is None:
        raise Problem("not_found")
    return described(found)


def described(rating: Rating) -> dict[str, Any]:
    """The row of a rating; it needs its identity."""
    return {
        "id": rating.pk,
        "at": rating.at,
        "changed_at": rating.changed_at,
        "scale": rating.scale,
        "score": rating.score,
        "factors": rating.factors,
        "comment": rating.comment,
        "customer": rating.identity.customer_id if rating.identity else None,
        "conversation": rating.conversation_id,
        "channel": rating.channel_id,
        "member": rating.member_id,
    }
