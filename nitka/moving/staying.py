"""How much taking a move back would leave, told before it is done."""

from typing import NamedTuple
from uuid import UUID

from nitka.conversations.actions.unrestore import worked_on
from nitka.conversations.models import Conversation
from nitka.customers.models import Identity
from nitka.customers.queries import staying
from nitka.moments.queries import lived
from nitka.moving.models import Known, Moving

LOOKED = 1000  # of each: a page waits for it


class Staying(NamedTuple):
    """What is seen to stay; more may hang on the rest."""

    customers: int
    conversations: int


def would_stay(of: Moving) -> Staying:
    """What was worked on since, and who have written. Six statements at most."""
    talks = set(_known(of, "talk"))
    kept = worked_on(talks, channel_id=of.channel_id, tag=f"{of.source}:") if of.channel_id else set()
    told = Identity.objects.filter(pk__in=_known(of, "customer")).values("customer_id")
    ids = set(Identity.objects.filter(customer_id__in=told).values_list("pk", flat=True))
    used = lived(ids, besides=[key for key in (of.channel_id, of.pk) if key])
    used |= set(Conversation.objects.filter(pk__in=kept).values_list("identity_id", flat=True))
    stay = staying(ids, source_id=of.pk, since=of.at, used=used, programs=True)
    return Staying(len(stay), len(kept))


def _known(of: Moving, kind: str) -> list[UUID]:
    return list(Known.objects.filter(of_id=of.pk, kind=kind).values_list("ours", flat=True)[:LOOKED])
