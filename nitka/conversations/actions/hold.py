"""Conversations as they are now, held so that nobody changes them meanwhile."""

from collections.abc import Iterable
from uuid import UUID

from nitka.conversations.models import Conversation
from nitka.customers.actions import lock
from nitka.customers.models import Identity


def hold(ids: Iterable[UUID]) -> list[Conversation]:
    """Their customers are locked first, as those who receive do: a message that comes meanwhile comes after."""
    ids = list(ids)
    lock(Identity.objects.filter(conversations__pk__in=ids).distinct())
    return list(Conversation.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
