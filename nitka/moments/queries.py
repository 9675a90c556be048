"""Reads of moments."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from nitka.accounts.models import Member
from nitka.kit import slots
from nitka.moments.archive.recall import recall
from nitka.moments.kinds import KINDS, plain
from nitka.moments.models import Moment, Source


def labels(names: Collection[str]) -> dict[str, tuple[str, str]]:
    """Kind → its name and icon, for lists."""
    return {
        name: (str(KINDS[name].label), KINDS[name].icon) if name in KINDS else (plain(name), "spark") for name in names
    }


def timeline(identity_ids: Sequence[UUID], member: Member | None = None) -> "QuerySet[Moment]":
    """The moments of some identities that a member may see (the slot "moments.visible"), newest first.

    Those that lie in files come back into the journal first.
    """
    recall(identity_ids)
    found = Moment.objects.filter(identity_id__in=list(identity_ids)).order_by("-id")
    for narrow in slots.fillers("moments.visible"):
        found = narrow(member, found)
    return found


def lived(identity_ids: Collection[UUID], *, besides: Collection[UUID] = ()) -> set[UUID]:
    """Of some identities those that something happened by; what one of the channels `besides` told does not count."""
    found = Moment.objects.filter(identity_id__in=list(identity_ids))
    if besides:
        found = found.filter(Q(channel_id=None) | ~Q(channel_id__in=list(besides)))
    return {key for key in found.values_list("identity_id", flat=True).distinct() if key}


def sources_among(channel_ids: Collection[UUID]) -> set[UUID]:
    """Of what moments name as their channels those that are sources of events."""
    return set(Source.objects.filter(pk__in=list(channel_ids)).values_list("pk", flat=True)) if channel_ids else set()
