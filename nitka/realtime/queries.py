"""Who is here, and where the log stands."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from nitka.kit import clock
from nitka.kit.db.reading import row
from nitka.realtime.models import Presence

HERE = timedelta(seconds=90)
LOOKING = timedelta(seconds=40)  # a page in sight says so every 30


def present(members: Iterable[UUID] | None = None) -> set[UUID]:
    """Members of the workspace whose page was open a moment ago; of `members` only when given."""
    rows = Presence.objects.filter(seen_at__gt=clock.now() - HERE)
    if members is not None:
        rows = rows.filter(member_id__in=list(members))
    return set(rows.values_list("member_id", flat=True))


def viewers(conversation_id: UUID) -> list[UUID]:
    """Members who have the conversation before them now."""
    rows = Presence.objects.filter(conversation_id=conversation_id, seen_at__gt=clock.now() - LOOKING)
    return list(dict.fromkeys(rows.order_by("seen_at").values_list("member_id", flat=True)))  # each once


def looking(conversations: Iterable[UUID]) -> set[tuple[UUID, UUID]]:
    """Which members have which of these conversations before them this moment: (member, conversation)."""
    rows = Presence.objects.filter(conversation_id__in=list(conversations), seen_at__gt=clock.now() - LOOKING)
    return {(member, seen) for member, seen in rows.values_list("member_id", "conversation_id") if seen is not None}


# The last id of the log, as a column: a page made behind it misses nothing when its stream starts after it.
HEAD = "(select value from realtime_eventhead limit 1)"


def head() -> int:
    """The last id of the log."""
    return int(row(f"select {HEAD}", ())[0] or 0)
