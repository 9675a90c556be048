"""What a plug-in needs to know to send a message, for a batch in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from nitka.accounts.models import Member, Workspace
from nitka.channels import contract
from nitka.conversations.actions import consent
from nitka.conversations.actions.confirm import question
from nitka.conversations.models import Attachment, Conversation, Delivery, Message
from nitka.customers.models import Identity, Purpose
from nitka.customers.queries import purposes_by_code, withdrawal_url
from nitka.kit import blobs, slots
from nitka.kit.context import require_workspace
from nitka.kit.text import dump

QUOTED = 2  # earlier messages repeated under an answer
REFERRED = 20  # Message-IDs named in References
# For each message of its own: the last ones, the last letters, and the last letter that has a subject
BEFORE = """
select distinct found.id from json_to_recordset(%(asked)s) as k (conversation uuid, channel uuid, before uuid)
cross join lateral (
  (select m.id from conversations_message m where m.conversation_id = k.conversation and m.position < k.before
   and m.direction <> 'note' order by m.position desc limit %(quoted)s)
  union all
  (select m.id from conversations_message m where m.conversation_id = k.conversation and m.position < k.before
   and m.direction <> 'note' and m.channel_id = k.channel and m.external_id <> ''
   order by m.position desc limit %(referred)s)
  union all
  (select m.id from conversations_message m where m.conversation_id = k.conversation and m.position < k.before
   and m.direction <> 'note' and m.channel_id = k.channel and m.external_id <> '' and m.subject <> ''
   order by m.position desc limit 1)
) as found
"""


def outbound(
    deliveries: Sequence[Delivery], channels: Mapping[UUID, contract.ChannelInfo]
) -> dict[UUID, contract.Outbound]:
    """Delivery id → the message as its plug-in takes it."""
    messages = [delivery.message for delivery in deliveries]
    identities = Identity.objects.in_bulk([message.identity_id for message in messages])
    conversations = Conversation.objects.in_bulk([message.conversation_id for message in messages])
    before = _before(messages)
    names = dict(Member.objects.values_list("pk", "name"))
    timezone, kept = Workspace.objects.values_list("timezone", "settings").get(pk=require_workspace())
    zone, signatures = ZoneInfo(timezone), kept.get("brand", {}).get("signature", {})
    purposes = purposes_by_code({str(message.meta["purpose"]) for message in messages if message.meta.get("purpose")})
    files = defaultdict(list)
    for attachment in Attachment.objects.filter(message_id__in=[message.pk for message in messages]):
        files[attachment.message_id].append(_file(attachment))
    return {
        delivery.pk: _outbound(
            delivery.message,
            conversations,
            identities,
            before,
            names,
            files[delivery.message_id],
            zone,
            signatures.get(channels[delivery.message.channel_id].language, ""),
            _leave(delivery.message, purposes, channels[delivery.message.channel_id].language),
        )
        for delivery in deliveries
    }


def _before(messages: Sequence[Message]) -> dict[UUID, list[Message]]:
    """Conversation → those of its earlier messages that an answer refers to, newest first."""
    asked = [
        {"conversation": str(m.conversation_id), "channel": str(m.channel_id), "before": str(m.position)}
        for m in messages
    ]
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, {"asked": dump(asked), "quoted": QUOTED, "referred": REFERRED})
        ids = [key for (key,) in cursor.fetchall()]
    found: dict[UUID, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(pk__in=ids).order_by("-position").defer("html", "quoted"):
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
    signature: str,
    leave: contract.Leave | None,
) -> contract.Outbound:
    conversation, identity = conversations[message.conversation_id], identities[message.identity_id]
    if "confirm" in message.meta:
        return _confirming(message, identity, question(message.meta["confirm"]))
    if "consent" in message.meta:
        return _confirming(message, identity, consent.question(message.workspace_id, message.meta["consent"]))
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
        role=signature.replace("\r\n", "\n").strip(),
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
        leave=leave,
    )


def _confirming(message: Message, identity: Identity, ask: contract.ConfirmAsk | None) -> contract.Outbound:
    """Nothing of the conversation goes to an address of which we do not know whose it is."""
    return contract.Outbound(
        id=message.pk,
        to=contract.Identity(identity.kind, identity.value),
        at=message.at,
        text=message.text or "",
        auto=True,
        subject=message.subject or "",
        confirm=ask,
    )


def _people(message: Message, field: str) -> list[contract.Identity]:
    return [contract.Identity("email", one["address"], one.get("name", "")) for one in message.meta.get(field, ())]


def _author(message: Message, identity: Identity, names: Mapping[UUID, str]) -> str:
    if message.direction == "out" and "author" in message.meta:  # who is no member: it was brought from elsewhere
        return str(message.meta["author"])
    return names.get(message.author_id, "") if message.author_id else identity.name or identity.value


def _file(attachment: Attachment) -> contract.OutFile:
    read = partial(blobs.read, attachment.workspace_id, attachment.sha256)
    return contract.OutFile(attachment.name, attachment.type, attachment.size, read, attachment.cid)


def _rating(message: Message) -> contract.RatingAsk | None:
    """What a request for a rating asks; who fills the slot is in wiring."""
    request = message.meta.get("rating")
    asks = [fill(request) for fill in slots.fillers("outbound.rating")] if request else []
    return asks[0] if asks else None


def _leave(message: Message, purposes: Mapping[str, Purpose], language: str) -> contract.Leave | None:
    """What has a purpose says how to end it."""
    purpose = purposes.get(str(message.meta.get("purpose", "")))
    if purpose is None:
        return None
    url = withdrawal_url(message.workspace_id, message.identity_id, purpose.code)
    return contract.Leave(purpose.called(language), url)
