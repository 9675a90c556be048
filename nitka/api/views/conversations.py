"""`conversations`: the work on threads."""

from typing import Any, Literal
from uuid import UUID

from django.db.models import Prefetch, Q
from django.http import HttpRequest
from ninja import Query, Router

from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.conversations import ConversationRow
from nitka.api.views.common import acting, answers, customer_or_404, rows
from nitka.conversations.models import Conversation, Labelling
from nitka.conversations.queries import survivor, visible_to

router = Router(tags=["conversations"])
WORN = Prefetch("labellings", Labelling.objects.select_related("label"))


@router.get("conversations", response=answers(200, Rows[ConversationRow]))
def conversations(
    request: HttpRequest,
    page: Query[Page],
    status: Literal["open", "snoozed", "closed"] | None = None,
    customer: UUID | None = None,
    channel: UUID | None = None,
    assignee: UUID | None = None,
    team: UUID | None = None,
) -> Any:
    """Conversations, the one begun last first."""
    found = visible_to(acting(request)).select_related("identity").prefetch_related(WORN)
    if status:
        found = found.filter(status=status)
    if customer:
        found = found.filter(identity__customer_id=customer_or_404(request, customer).pk)
    if channel:
        found = found.filter(channel_id=channel)
    if assignee:
        found = found.filter(assignee_id=assignee)
    if team:
        found = found.filter(team_id=team)
    data, following = newest(found, page)
    return rows(map(described, data), following)


@router.get("conversations/{uuid:conversation_id}", response=answers(200, ConversationRow))
def conversation(request: HttpRequest, conversation_id: UUID) -> Any:
    """One conversation."""
    return described(conversation_or_404(request, conversation_id, WORN))


def conversation_or_404(request: HttpRequest, conversation_id: UUID, *along: Any) -> Conversation:
    """A conversation by id; for a merged one, where its messages stand now; read `along` with it."""
    seen = visible_to(acting(request)).select_related("identity").prefetch_related(*along)
    found = seen.filter(pk=conversation_id).first() or survivor(acting(request), Q(pk=conversation_id))
    if found is None:
        raise Problem("not_found")
    return found


def described(conversation: Conversation) -> dict[str, Any]:
    """The row of a conversation; it needs its identity and labels."""
    return {
        "id": conversation.pk,
        "number": conversation.number,
        "customer": conversation.identity.customer_id,
        "status": conversation.status,
        "channel": conversation.channel_id,
        "subject": conversation.subject,
        "assignee": conversation.assignee_id,
        "team": conversation.team_id,
        "created_at": conversation.created_at,
        "last_at": conversation.last_at,
        "closed_at": conversation.closed_at,
        "snoozed_until": conversation.snoozed_until,
        "labels": [worn.label.name for worn in conversation.labellings.all()],
    }
