"""Channels, visitors' messages and letters for tests, made as they really arrive: accepted, then digested."""

import asyncio
from uuid import uuid4

from nitka.accounts.models import Workspace
from nitka.channels.actions import create_channel
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation
from nitka.inbound import accept, digester
from nitka.inbound.accept import Accepted, Raw
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.loops import run
from nitka.kit.tests.roles import as_role


def chat(of: Workspace, **fields) -> Channel:
    return create_channel(workspace=of, **{"kind": "chat", "name": "Чат на сайте", **fields})


def mail(of: Workspace, address: str = "help@uklad.example", **fields) -> Channel:
    return create_channel(
        workspace=of, **{"kind": "email", "name": "Почта", "settings": {"address": address}, **fields}
    )


def said(channel: Channel, session: str, text: str = "Здравствуйте", id: str | None = None, **payload) -> Raw:
    id = id or str(uuid4())
    return Raw(
        channel.workspace_id,
        channel.pk,
        "chat.message",
        f"{session}:{id}",
        session,
        {"id": id, "text": text, "files": [], "page": "", "language": "ru", **payload},
    )


def contact(channel: Channel, session: str, **stated) -> Raw:
    payload = {"email": None, "phone": None, "name": "", "language": "ru", **stated}
    return Raw(channel.workspace_id, channel.pk, "chat.contact", f"{session}:contact:{stated}", session, payload)


def letter(channel: Channel, data: bytes, key: str = "1@example.org") -> Raw:
    """A letter as the listener hands it on."""
    return Raw(channel.workspace_id, channel.pk, "mail", key, "anna@example.org", {"rcpt": []}, data)


def arrive(*raws: Raw) -> list[Accepted]:
    """Accept all at once, as concurrent senders would."""

    async def all_at_once() -> list[Accepted]:
        try:
            return await asyncio.gather(*(accept.accept(raw) for raw in raws))
        finally:
            await accept.close()

    return run(all_at_once())


def digest_all() -> int:
    """Digest what waits, as the worker's process does."""
    with as_role("worker"):
        return digester.digest_all()


def only_conversation(of: Workspace) -> Conversation:
    with in_workspace(of.id):
        return Conversation.objects.get()
