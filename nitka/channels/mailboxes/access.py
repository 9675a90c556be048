"""Tokens instead of passwords: kept sealed beside the mailbox, renewed by one process at a time."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from nitka.channels.contract import ChannelError, ChannelInfo
from nitka.channels.fetching import Tokens
from nitka.channels.models import Mailbox
from nitka.channels.registry import consent
from nitka.kit import clock, secrets
from nitka.kit.db.tenancy import in_workspace

AHEAD = timedelta(minutes=2)  # renewed before it runs out in the middle of a session


def fresh_token(channel: ChannelInfo, kind: str) -> str:
    """An access token in force. Whoever comes second waits for the row and gets what the first one fetched.

    Raises ChannelError without consent, or when it has been withdrawn.
    """
    plug_in = consent(kind)
    if plug_in is None:
        raise ChannelError("no_consent", permanent=True)
    with in_workspace(channel.workspace_id):
        box = Mailbox.objects.select_for_update().filter(channel_id=channel.id).first()
        tokens = opened(box) if box else None
        if box is None or tokens is None:
            raise ChannelError("no_consent", permanent=False)
        if tokens.expires - clock.now() < AHEAD:
            tokens = plug_in.renew(channel, tokens.refresh)
            keep(box, tokens)
    return tokens.access


def keep(box: Mailbox, tokens: Tokens) -> None:
    """Seal tokens into the row."""
    values = {"access": tokens.access, "refresh": tokens.refresh, "expires": tokens.expires.isoformat()}
    box.tokens = secrets.seal(json.dumps(values), _aad(box.workspace_id, box.channel_id))
    box.save(update_fields=["tokens"])


def opened(box: Mailbox) -> Tokens | None:
    """The tokens of a mailbox; None before consent."""
    if not box.tokens:
        return None
    values = json.loads(secrets.unseal(box.tokens, _aad(box.workspace_id, box.channel_id)))
    return Tokens(values["access"], values["refresh"], datetime.fromisoformat(values["expires"]))


def _aad(workspace_id: UUID, channel_id: UUID) -> str:
    return f"{workspace_id}:mailbox:{channel_id}"
