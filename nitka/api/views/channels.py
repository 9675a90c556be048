"""`channels`: the ways in and out."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.common import Rows
from nitka.api.schemas.conversations import ChannelRow
from nitka.api.views.common import answers, rows
from nitka.channels.models import Channel

router = Router(tags=["channels"])


@router.get("channels", response=answers(200, Rows[ChannelRow]))
def channels(request: HttpRequest, page: Query[Page]) -> Any:
    """Channels, newest first; neither settings nor secrets."""
    data, following = newest(Channel.objects.all(), page)
    return rows(map(described, data), following)


@router.get("channels/{uuid:channel_id}", response=answers(200, ChannelRow))
def channel(request: HttpRequest, channel_id: UUID) -> Any:
    """One channel."""
    found = Channel.objects.filter(pk=channel_id).first()
    if found is None:
        raise Problem("not_found")
    return described(found)


def described(channel: Channel) -> dict[str, Any]:
    """The row of a channel."""
    return {
        "id": channel.pk,
        "kind": channel.kind,
        "name": channel.name,
        "language": channel.language,
        "active": channel.is_active,
        "created_at": channel.created_at,
    }
