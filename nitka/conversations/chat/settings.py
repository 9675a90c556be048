"""`config`: what the widget shows before anybody writes."""

import time
from dataclasses import asdict
from typing import Any
from uuid import UUID

from nitka.accounts.models import Workspace
from nitka.accounts.queries import active_members
from nitka.channels.queries import Known
from nitka.conversations import queries
from nitka.conversations.chat import files, messages
from nitka.conversations.chat.request import Request
from nitka.kit.asgi.threads import in_thread
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime.queries import present
from nitka.ui.words import hue, initials

FRESH = 5.0
FACES = 3

_fresh: dict[UUID, tuple[float, dict[str, Any]]] = {}


async def show(request: Request) -> tuple[int, object]:
    """The channel's face; worked out at most every few seconds."""
    channel = request.channel
    hit = _fresh.get(channel.id)
    if hit is None or hit[0] < time.monotonic():
        hit = (time.monotonic() + FRESH, await in_thread(lambda: _config(channel)))
        _fresh[channel.id] = hit
    return 200, hit[1]


def _config(channel: Known) -> dict[str, Any]:
    given = channel.info.settings
    with in_workspace(channel.workspace_id):
        people = _people()
        wait = queries.wait(channel.id)
        kept = Workspace.objects.values_list("settings", flat=True).get(pk=channel.workspace_id)
        colour = kept.get("brand", {}).get("colour")
    return {
        "channel": str(channel.id),
        "language": channel.info.language,
        "brand": {
            "name": given.get("brand") or channel.info.brand,
            "color": given.get("color") or colour,
            "logo": given.get("logo"),
        },
        "texts": {
            language: {name: (given.get("texts") or {}).get(language, {}).get(name) for name in ("greeting", "ask")}
            for language in ("ru", "en")
        },
        "people": people[:FACES],
        "on_shift": len(people),
        "wait": asdict(wait) if wait else None,
        "limits": {"text": messages.TEXT, "file": files.LIMIT, "files": messages.FILES},
    }


def _people() -> list[dict[str, Any]]:
    here = present()
    return [
        {"name": (member.name.split() or [""])[0], "initials": initials(member.name), "hue": hue(member.pk)}
        for member in active_members()
        if member.pk in here
    ]
