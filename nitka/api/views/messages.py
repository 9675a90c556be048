"""`conversations/{id}/messages`: what was written, and answering."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.paging import Page, oldest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.conversations import MessageGiven, MessageRow
from nitka.api.views.common import acting, allow, answers, rows
from nitka.api.views.conversations import conversation_or_404
from nitka.channels.models import Channel
from nitka.conversations import actions
from nitka.conversations.actions.reply import Empty
from nitka.conversations.models import Message
from nitka.conversations.queries import thread, way_to

router = Router(tags=["messages"])


@router.get("conversations/{uuid:conversation_id}/messages", response=answers(200, Rows[MessageRow]))
def messages(request: HttpRequest, conversation_id: UUID, page: Query[Page]) -> Any:
    """The messages of a conversation, oldest first."""
    conversation = conversation_or_404(request, conversation_id)
    found = thread(conversation.pk).prefetch_related("attachments", "deliveries")
    data, following = oldest(found, page, by="position")
    return rows(map(described, data), following)


@router.post("conversations/{uuid:conversation_id}/messages", response=answers(201, MessageRow))
def create(request: HttpRequest, conversation_id: UUID, given: MessageGiven) -> Any:
    """Answer the customer."""
    allow(request, can_answer)
    conversation = conversation_or_404(request, conversation_id)
    if given.channel and not Channel.objects.filter(pk=given.channel, is_active=True).exists():
        raise Problem("not_found")
    way = way_to(conversation, given.channel)
    if way is None:
        raise Problem("unreachable")
    to = actions.Destination(*way)
    try:
        message = actions.reply(conversation=conversation, text=given.text, to=to, author=acting(request))
    except Empty:
        raise Problem("empty") from None
    return Status(201, described(message))


def described(message: Message) -> dict[str, Any]:
    """The row of a message."""
    files = [
        {"id": file.pk, "name": file.name, "type": file.type, "size": file.size} for file in message.attachments.all()
    ]
    return {
        "id": message.pk,
        "at": message.at,
        "direction": message.direction,
        "channel": message.channel_id,
        "external_id": message.external_id or None,
        "author": message.author_id,
        "subject": message.subject,
        "text": message.text or "",
        "files": files,
        "state": next((delivery.state for delivery in message.deliveries.all()), None),
    }
