"""`conversations/{id}/closure`: a conversation ends, and may begin again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from nitka.accounts.policies import can_answer
from nitka.api.schemas.conversations import ConversationRow
from nitka.api.views.common import acting, allow, answers
from nitka.api.views.conversations import WORN, conversation_or_404, described
from nitka.conversations import actions

router = Router(tags=["conversations"])


@router.put("conversations/{uuid:conversation_id}/closure", response=answers(200, ConversationRow))
def close(request: HttpRequest, conversation_id: UUID) -> Any:
    """Close it, and the customer is asked how it was; closed already, nothing happens."""
    allow(request, can_answer)
    actions.close(conversation=conversation_or_404(request, conversation_id), by=acting(request))
    return described(conversation_or_404(request, conversation_id, WORN))


@router.delete("conversations/{uuid:conversation_id}/closure", response=answers(200, ConversationRow))
def reopen(request: HttpRequest, conversation_id: UUID) -> Any:
    """Open it again; open already, nothing happens."""
    allow(request, can_answer)
    actions.reopen(conversation=conversation_or_404(request, conversation_id), by=acting(request))
    return described(conversation_or_404(request, conversation_id, WORN))
