"""What channels, touchpoints and members are called, for one page."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from uuid import UUID

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.moments.models import Touchpoint


@dataclass(frozen=True, slots=True)
class Name:
    """A word and the kind of channel whose mark stands before it."""

    id: Hashable
    word: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """All that the page may name."""

    channels: dict[UUID, Name]
    touchpoints: dict[UUID, Name]
    members: dict[UUID, Name]

    def of(self, cut: str, key: Hashable) -> Name:
        """The name of a key of one cut: `channel`, `touchpoint` or `member`."""
        found: dict[Hashable, Name] = getattr(self, f"{cut}s")
        return found.get(key) or Name(key, "–")


def load() -> Names:
    """Three statements."""
    channels = {c.pk: Name(c.pk, c.name, c.kind) for c in Channel.objects.order_by("name")}
    touchpoints = {
        t.pk: Name(t.pk, t.name, channels[t.channel_id].kind if t.channel_id in channels else "store")
        for t in Touchpoint.objects.order_by("name")
    }
    members = {m.pk: Name(m.pk, m.name) for m in Member.objects.order_by("name")}
    return Names(channels, touchpoints, members)
