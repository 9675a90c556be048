"""`config`: the channel's face, worked out at most every few seconds."""

import time
from typing import Any
from uuid import UUID

from nitka.accounts.models import Workspace
from nitka.channels.models import Channel
from nitka.channels.queries import Known
from nitka.conversations.chat import face
from nitka.conversations.chat.request import Request
from nitka.kit.asgi.threads import in_thread
from nitka.kit.db.tenancy import in_workspace

FRESH = 5.0

_fresh: dict[UUID, tuple[float, dict[str, Any]]] = {}


async def show(request: Request) -> tuple[int, object]:
    """The door."""
    channel = request.channel
    hit = _fresh.get(channel.id)
    if hit is None or hit[0] < time.monotonic():
        hit = (time.monotonic() + FRESH, await in_thread(lambda: _config(channel)))
        _fresh[channel.id] = hit
    return 200, hit[1]


def _config(channel: Known) -> dict[str, Any]:
    with in_workspace(channel.workspace_id):
        workspace = Workspace.objects.get(pk=channel.workspace_id)
        team = Channel.objects.values_list("team_id", flat=True).get(pk=channel.id)
        chat = face.Looks(channel.id, channel.info.brand, channel.info.language, team, channel.info.settings)
        return face.config(chat, workspace)
