"""`search`: conversations by what was said in them, in one line of words and conditions."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from nitka.api.errors import Problem
from nitka.api.schemas.conversations import FoundRows
from nitka.api.views.common import acting, answers
from nitka.conversations.search import api

router = Router(tags=["search"])


class Asked(Schema):
    """A line, and which part of the answer."""

    q: str = Field(min_length=1, max_length=400)
    order: str = Field("new", pattern="^(new|best)$")
    limit: int = Field(20, ge=1, le=50)
    cursor: str | None = Field(None, max_length=160)


@router.get("search", response=answers(200, FoundRows))
def search(request: HttpRequest, page: Query[Asked]) -> Any:
    """Conversations whose messages match, the latest match first; `order=best`: the best of the latest."""
    found = api.search(acting(request), page.q, order=page.order, limit=page.limit, cursor=page.cursor or "")
    if found is None:
        raise Problem("invalid", fields={"cursor": "not a cursor of this list"})
    return found
