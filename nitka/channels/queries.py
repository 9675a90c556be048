"""Reads of channels."""

import hashlib
import hmac
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from nitka.accounts.models import Entry, Workspace
from nitka.accounts.queries import letter_logo
from nitka.channels.contract import LOGO, ChannelInfo, OutFile
from nitka.channels.mailboxes import page
from nitka.channels.mailboxes.access import fresh_token
from nitka.channels.models import Channel, Mailbox
from nitka.channels.registry import adapters, consent
from nitka.kit.db.tenancy import in_workspace

FRESH = 5.0  # seconds a channel is remembered


@dataclass(frozen=True)
class Known:
    """A channel as public doors know it: whose it is, and its settings."""

    id: UUID
    workspace_id: UUID
    kind: str
    info: ChannelInfo
    is_active: bool


_remembered: dict[UUID, tuple[float, Known | None]] = {}


def remembered(channel_id: UUID) -> Known | None:
    """The channel when it is fresh in memory (no database, so fit for the loop); None says nothing."""
    hit = _remembered.get(channel_id)
    return hit[1] if hit and hit[0] > time.monotonic() else None


def known(channel_id: UUID) -> Known | None:
    """A channel by its public id, remembered for a few seconds; None when there is none."""
    now = time.monotonic()
    hit = _remembered.get(channel_id)
    if hit and hit[0] > now:
        return hit[1]
    found = _look_up(channel_id)
    if len(_remembered) > 10_000:
        _remembered.clear()
    _remembered[channel_id] = (now + FRESH, found)
    return found


def carrying() -> QuerySet[Channel]:
    """The channels that bring or take something, or did: those that can be set."""
    return Channel.objects.exclude(kind__in=[slug for slug, one in adapters().items() if not one.capabilities.carries])


def forget() -> None:
    """Remember nothing (after a change, and in tests)."""
    _remembered.clear()


def infos() -> dict[UUID, ChannelInfo]:
    """The channels of the workspace at work as plug-ins see them."""
    rows = list(Channel.objects.all())
    workspace = Workspace.objects.get(pk=rows[0].workspace_id) if rows else None
    return {row.pk: info(row, workspace) for row in rows if workspace}


def info(channel: Channel, workspace: Workspace) -> ChannelInfo:
    """A channel as its plug-in sees it: settings, opened secrets, the key that signs its tokens."""
    found = ChannelInfo(
        id=channel.pk,
        workspace_id=channel.workspace_id,
        name=channel.name,
        brand=workspace.name,
        language=channel.language,
        settings={**channel.settings, "relay": channel.settings.get("relay") or settings.MAIL_RELAY},
        secrets={"relay_password": settings.MAIL_RELAY_PASSWORD, **channel.secrets}
        if settings.MAIL_RELAY and not channel.settings.get("relay")
        else channel.secrets,
        key=hmac.new(settings.SECRET_KEY.encode(), channel.pk.bytes, hashlib.sha256).digest(),
        colour=workspace.settings.get("brand", {}).get("colour") or "",
        logo=_logo(workspace),
    )
    by_consent = consent(channel.kind)
    if by_consent is None or not by_consent.wanted(found):
        return found
    return replace(found, token=partial(fresh_token, found, channel.kind))


def _logo(workspace: Workspace) -> OutFile | None:
    found = letter_logo(workspace)
    if found is None:
        return None
    kind, data = found
    return OutFile(f"logo.{kind.rpartition('/')[2]}", kind, len(data), lambda: data, cid=LOGO)


def mailbox_page(channel: Channel, workspace: Workspace) -> dict[str, Any]:
    """What the page of a mail channel shows of its mailbox."""
    found = page.overview(channel, info(channel, workspace))
    return {"channel": channel, "mailbox": found, "compared": page.reconciliation(found.box)}


def troubled() -> QuerySet[Mailbox]:
    """The mailboxes that letters do not come from, in the workspace at work."""
    return Mailbox.objects.filter(is_on=True, state=Mailbox.State.TROUBLE)


def cannot_send() -> Q:
    """Channels that have an address and no server to send by, neither their own nor the installation's."""
    if settings.MAIL_RELAY:
        return Q(pk__in=[])
    return Q(settings__address__gt="") & (Q(settings__relay=None) | Q(settings__relay__isnull=True))


def what_to_do(reason: str) -> str:
    """About a reason why letters do not come in or go out; nothing where we know no better."""
    return page.fix(reason)


def _look_up(channel_id: UUID) -> Known | None:
    entry = Entry.objects.select_related("workspace").filter(kind="channel", key=str(channel_id)).first()
    if entry is None:
        return None
    with in_workspace(entry.workspace_id):
        channel = Channel.objects.get(pk=entry.object_id)
        return Known(channel.pk, channel.workspace_id, channel.kind, info(channel, entry.workspace), channel.is_active)
