"""The letter that asks: written by conversations as an automatic message, delivered as every other."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from nitka.conversations.actions.announce import announce
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Conversation
from nitka.feedback.models import RatingRequest


def send(request: RatingRequest) -> None:
    """Have the question go out where the customer wrote last; `queries.rating_ask` gives it its links."""
    to = destination_of(request.identity_id, request.channel_id)
    conversation = Conversation.objects.get(pk=request.conversation_id)
    with translation.override(to.channel.language):
        closed = _("Your request %(number)s is closed. If it is not solved, just reply.")
    text = closed % {"number": conversation.number}
    meta = {"rating": str(request.pk), "purpose": "surveys", "follows": True}
    announce(conversation=conversation, to=to, text=text, meta=meta)
