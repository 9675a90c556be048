"""By which channel somebody is written to who has not just written themselves."""

from nitka.channels.models import Channel
from nitka.channels.registry import reached, writing_to
from nitka.conversations.models import Message
from nitka.customers.models import Identity


def way_to(identity: Identity) -> Channel | None:
    """The channel they were last spoken with at this contact, else the oldest that may begin; None where none may."""
    active = Channel.objects.filter(is_active=True)
    reaching = active.filter(kind__in=writing_to(identity.kind))
    spoken = Message.objects.filter(identity_id=identity.pk, channel__in=reaching)
    last = spoken.select_related("channel").order_by("-position").first()
    beginning = active.filter(kind__in=writing_to(identity.kind, first=True)).order_by("created_at")
    found: Channel | None = last.channel if last is not None else beginning.first()
    return found


def written_kinds() -> set[str]:
    """The kinds of contacts that the workspace's channels carry messages to."""
    kinds = Channel.objects.filter(is_active=True).values_list("kind", flat=True).distinct()
    return {reached(kind) for kind in kinds} - {""}
