"""The web chat as a channel: what its doors stored is read here; nothing is sent, the visitor's stream fetches it."""

from collections.abc import Mapping, Sequence
from typing import Any

from nitka.channels.contract import (
    Capabilities,
    ChannelError,
    ChannelInfo,
    File,
    Identity,
    Inbound,
    Outbound,
    Parsed,
    Raw,
    Sent,
)


class ChatAdapter:
    """Widget and door speak JSON of ours, so parsing is only naming."""

    slug = "chat"
    kinds = frozenset({"chat.message", "chat.contact"})
    capabilities = Capabilities(
        typing=True,
        receipts=frozenset({"sent", "delivered", "read"}),
        max_text=10_000,
        transport=False,
        icon="chat",
        reaches="visitor",
    )

    def verify(self, headers: Mapping[str, str], body: bytes, channel: ChannelInfo) -> bool:
        """The chat has doors of its own; nobody posts to its hook."""
        return False

    def parse(self, raw: Raw, channel: ChannelInfo) -> list[Parsed]:
        """A visitor's message, or what they said about themselves."""
        if raw.kind == "chat.contact":
            return [_contact(raw)]
        if raw.kind == "chat.message":
            return [_message(raw)]
        raise ValueError(f"no chat: {raw.kind}")

    def send(self, outbound: Outbound, channel: ChannelInfo) -> Sent:
        """Stored is sent."""
        return Sent(str(outbound.id))

    def send_many(self, batch: Sequence[Outbound], channel: ChannelInfo) -> list[Sent | ChannelError]:
        """Stored is sent."""
        return [Sent(str(outbound.id)) for outbound in batch]


def _message(raw: Raw) -> Inbound:
    payload = raw.payload
    files = [_file(one) for one in payload.get("files") or ()]
    text = str(payload.get("text") or "")
    if not text.strip() and not files:
        raise ValueError("a message without words and files")
    meta = {name: str(payload[name])[:2_000] for name in ("page", "language") if payload.get(name)}
    return Inbound(
        kind="message",
        external_id=str(payload["id"]) if "id" in payload else str(raw.id),
        sender=Identity("visitor", raw.sender),
        at=raw.at,
        text=text,
        files=files,
        meta=meta,
    )


def _contact(raw: Raw) -> Inbound:
    payload = raw.payload
    name = str(payload.get("name") or "")
    stated = [Identity(kind, str(payload[kind]), name, "stated") for kind in ("email", "phone") if payload.get(kind)]
    return Inbound(
        kind="contact",
        external_id=str(raw.id),
        sender=Identity("visitor", raw.sender, name),
        at=raw.at,
        stated=stated,
    )


def _file(one: Mapping[str, Any]) -> File:
    kind = str(one.get("type") or "application/octet-stream")
    return File(
        name=str(one.get("name") or "file"),
        type=kind,
        size=int(one.get("size") or 0),
        sha256=str(one.get("sha256") or ""),
        inline=kind.startswith("image/"),
    )


adapter = ChatAdapter()
