"""The plug-ins: packages under the entry point `nitka.channels`, and our own."""

from functools import cache
from importlib.metadata import entry_points

from django.utils.module_loading import import_string

from nitka.channels.contract import Adapter
from nitka.channels.fetching import Consent, Fetching

OURS = {
    "chat": "nitka.channels.chat.adapter.adapter",
    "email": "nitka.channels.email.adapter.adapter",
    "history": "nitka.channels.history.adapter.adapter",
}


@cache
def adapters() -> dict[str, Adapter]:
    """Every plug-in by its slug."""
    ours: dict[str, Adapter] = {slug: import_string(path) for slug, path in OURS.items()}
    theirs = {point.name: point.load() for point in entry_points(group="nitka.channels")}
    return theirs | ours


def hook_kinds() -> list[str]:
    """The inbound kinds of what is posted to plug-ins that are not ours."""
    return [f"{slug}.hook" for slug in adapters() if slug not in OURS]


def adapter(kind: str) -> Adapter:
    """The plug-in of a channel's kind; raises KeyError for one that is not installed."""
    return adapters()[kind]


def reached(kind: str) -> str:
    """The kind of contact that a channel of this kind carries messages to; "" where it carries none."""
    can = adapters()[kind].capabilities if kind in adapters() else None
    return can.reaches if can and can.transport and can.carries else ""


def writing_to(contact: str, *, first: bool = False) -> list[str]:
    """The kinds of channels that carry messages to such contacts; `first`: even to who never wrote there."""
    found = [slug for slug in adapters() if reached(slug) == contact]
    return [slug for slug in found if adapters()[slug].capabilities.writes_first or not first]


def fetching(kind: str) -> Fetching | None:
    """The side of a plug-in that fetches from mailboxes; None where it has none."""
    found: Fetching | None = getattr(adapters().get(kind), "fetching", None)
    return found


def consent(kind: str) -> Consent | None:
    """The side of a plug-in that logs in by a provider's consent; None where it has none."""
    found: Consent | None = getattr(adapters().get(kind), "consent", None)
    return found
