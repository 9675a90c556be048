"""What a plug-in needs to know to send a message, for a batch in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from nitka.accounts.models import Member, Workspace
from nitka.channels import contract
from nitka.conversations.models import Attachment, Conversation, Delivery, Message
from nitka.customers.models import Identity
from nitka.kit import blobs, slots
from nitka.kit.context import require_workspace

QUOTED = 2  # earlier messages repeated under an answer
REFERRED = 20  # Message-IDs named in References


def outbound(
    deliveries: Sequence[Delivery], channels: Mapping[UUID, contract.ChannelInfo]
) -> dict[UUID, contract.Outbound]:
    """Delivery id → the message as its plug-in takes it."""
    messages = [delivery.message for delivery in deliveries]
    identities = Identity.objects.in_bulk([message.identity_id for message in messages])
    conversations = Conversation.objects.in_bulk([message.conversation_id for message in messages])
    before = _before(messages)
    names = dict(Member.objects.values_list("pk", "name"))
    zone = ZoneInfo(Workspace.objects.values_list("timezone", flat=True).get(pk=require_workspace()))
    files = defaultdict(list)
    for attachment in Attachment.objects.filter(message_id__in=[message.pk for message in messages]):
        files[attachment.message_id].append(_file(attachment))
    return {
        delivery.pk: _outbound(
            delivery.message, conversations, identities, before, names, files[delivery.message_id], zone
        )
        for delivery in deliveries
    }


def _before(messages: Sequence[Message]) -> dict[UUID, list[Message]]:
    """Conversation → its messages that customers saw, newest first."""
    rows = Message.objects.filter(conversation_id__in=[m.conversation_id for m in messages]).exclude(direction="note")
    found: dict[UUID, list[Message]] = defaultdict(list)
    for message in rows.order_by("-position").defer("html", "quoted")[:1000]:
        found[message.conversation_id].append(message)
    return found


def _outbound(
    message: Message,
    conversations: Mapping[UUID, Conversation],
    identities: Mapping[UUID, Identity],
    before: Mapping[UUID, list[Message]],
    names: Mapping[UUID, str],
    files: list[contract.OutFile],
    zone: ZoneInfo,
) -> contract.Outbound:
    conversation, identity = conversations[message.conversation_id], identities[message.identity_id]
    earlier = [m for m in before[conversation.pk] if m.position < message.position]
    letters = [m for m in earlier if m.channel_id == message.channel_id and m.external_id]
    theirs = next((m.subject for m in letters if m.subject), "")  # the line a mail program knows this thread by
    return contract.Outbound(
        id=message.pk,
        to=contract.Identity(identity.kind, identity.value, identity.name),
        at=message.at,
        text=message.text or "",
        subject=message.subject or theirs or conversation.subject,
        author=names.get(message.author_id, "") if message.author_id else "",
        number=conversation.number,
        files=files,
        in_reply_to=letters[0].external_id if letters else "",
        references=[m.external_id for m in reversed(letters[:REFERRED])],
        quotes=[
            contract.Quote(_author(m, identity, names), m.at.astimezone(zone), m.text or "")
            for m in earlier[:QUOTED]
            if m.identity_id == message.identity_id and not m.auto
        ],
        copies=_people(message, "cc"),
        hidden=_people(message, "bcc"),
        auto=message.auto,
        rating=_rating(message),
    )


def _people(message: Message, field: str) -> list[contract.Identity]:
    return [contract.Identity("email", one["address"], one.get("name", "")) for one in message.meta.get(field, ())]


def _author(message: Message, identity: Identity, names: Mapping[UUID, str]) -> str:
    return names.get(message.author_id, "") if message.author_id else identity.name or identity.value


def _file(attachment: Attachment) -> contract.OutFile:
    read = partial(blobs.read, attachment.workspace_id, attachment.sha256)
    return contract.OutFile(attachment.name, attachment.type, attachment.size, read, attachment.cid)


def _rating(message: Message) -> contract.RatingAsk | None:
    """What a request for a rating asks; who fills the slot is in wiring."""
    request = message.meta.get("rating")
    asks = [fill(request) for fill in slots.fillers("outbound.rating")] if request else []
    return asks[0] if asks else None
