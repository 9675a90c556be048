"""Conversations as they are now, held so that nobody changes them meanwhile."""

from collections.abc import Iterable
from uuid import UUID

from nitka.conversations.models import Conversation
from nitka.customers.actions import lock
from nitka.customers.models import Identity


def hold(ids: Iterable[UUID]) -> list[Conversation]:
    """Those that are not merged; their customers are locked first, as those who receive do: what comes meanwhile
    comes after."""
    ids = list(ids)
    lock(Identity.objects.filter(conversations__pk__in=ids).distinct())
    found = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(found.exclude(status="merged").order_by("pk"))
