"""Letters and visitors' messages put into threads at once, without the way through the log."""

from datetime import datetime
from itertools import count
from typing import Any

from nitka.accounts.models import Workspace
from nitka.channels.contract import ChannelError, Identity, Inbound, Reply, Sent
from nitka.channels.models import Channel
from nitka.channels.queries import info
from nitka.conversations.actions import Arrival, Destination, receive
from nitka.conversations.models import Conversation, Message
from nitka.inbound.models import InboundLog
from nitka.kit import clock

_numbers = count(1)
ANNA = "anna@example.org"


def arrival(channel: Channel, sender=ANNA, text="Где?", *, at: datetime | None = None, **fields) -> Arrival:
    """A message with the raw thing it came in."""
    kind = "visitor" if channel.kind == "chat" else "email"
    at = at or clock.now()
    external = fields.pop("external_id", f"{next(_numbers)}@example.org")
    parsed = Inbound("message", external, Identity(kind, sender, fields.pop("name", "")), at, text=text, **fields)
    item = InboundLog(source_id=channel.pk, kind="mail", key=external, sender=sender, at=at)
    return Arrival(item, info(channel, Workspace.objects.get(pk=channel.workspace_id)), parsed)


def came(channel: Channel, sender: str = ANNA, text: str = "Где заказ?", **fields) -> Message:
    """One message in its thread."""
    return receive([arrival(channel, sender, text, **fields)])[0]


def answering(*messages: Message) -> Reply:
    """A letter that names these as what it answers."""
    return Reply(in_reply_to=messages[0].external_id, references=[message.external_id for message in messages[1:]])


def thread_of(message: Message) -> Conversation:
    return Conversation.objects.get(pk=message.conversation_id)


def back(message: Message) -> Destination:
    """The way an answer to a message goes."""
    return Destination(message.channel, message.identity)


class Relay:
    """A plug-in that answers what it is told to, and remembers what it got."""

    def __init__(self, *results: Sent | ChannelError | Exception) -> None:
        self.results = list(results)
        self.got: list[Any] = []

    def send_many(self, batch, channel):
        self.got += batch
        result = self.results.pop(0) if len(self.results) > 1 else self.results[0]
        if isinstance(result, Exception) and not isinstance(result, ChannelError):
            raise result
        return [result] * len(batch)
