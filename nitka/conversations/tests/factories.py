"""Channels, visitors' messages and letters for tests, made as they really arrive: accepted, then digested."""

from uuid import uuid4

from nitka.accounts.models import Workspace
from nitka.channels.actions import create_channel
from nitka.channels.models import Channel
from nitka.conversations.models import Conversation
from nitka.inbound.accept import Raw
from nitka.inbound.tests.factories import arrive, digest_all
from nitka.kit.db.tenancy import in_workspace

__all__ = ["arrive", "chat", "contact", "digest_all", "letter", "mail", "only_conversation", "said"]


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


def only_conversation(of: Workspace) -> Conversation:
    with in_workspace(of.id):
        return Conversation.objects.get()
