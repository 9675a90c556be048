"""A member answers, or writes a note: the message and its delivery in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.channels.contract import File
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations.actions.allowed import NOT_AGREED, RESTRICTED, may_go
from nitka.conversations.actions.assign import assign
from nitka.conversations.actions.files import attach
from nitka.conversations.actions.follow import mention
from nitka.conversations.actions.positions import Positions
from nitka.conversations.actions.receive import waited
from nitka.conversations.actions.signal import changed, lists_of, visitors
from nitka.conversations.actions.snooze import end_snoozes
from nitka.conversations.events import ConversationsReopened, MessagesSent
from nitka.conversations.models import Closure, Conversation, Delivery, Message, State
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.customers.queries import restricted, standing, withdrawal_url
from nitka.kit import clock, context, events
from nitka.kit.context import require_workspace
from nitka.kit.ids import uuid7
from nitka.kit.text import scrub, shorten
from nitka.moments.actions import append
from nitka.moments.models import Moment


class Empty(ValueError):
    """An answer needs words or a file."""


@dataclass(frozen=True)
class Destination:
    """Where an answer goes: the channel and the address that the member sees in the composer."""

    channel: Channel
    identity: Identity


@dataclass(frozen=True)
class Copies:
    """Who else gets an answer: `(name, address)` for all to see, and unseen by the others."""

    seen: Sequence[tuple[str, str]] = ()
    hidden: Sequence[tuple[str, str]] = ()

    def meta(self) -> dict[str, Any]:
        """As a message keeps them."""
        rows = {"cc": self.seen, "bcc": self.hidden}
        return {key: [{"name": n, "address": a} for n, a in people] for key, people in rows.items() if people}


NO_COPIES = Copies()


@transaction.atomic
def reply(
    *,
    conversation: Conversation,
    text: str,
    to: Destination,
    author: Member | None,
    files: Sequence[File] = (),
    subject: str = "",
    copies: Copies = NO_COPIES,
    opens: bool = True,
    purpose: str = "",
) -> Message:
    """Write an answer and its delivery. An unassigned conversation becomes the author's. Raises Empty.

    `author` None: whoever holds an API token answered. Without `opens` a conversation that has been closed or put
    aside stays so: the answer was written before that. What has a `purpose` leaves only for who agreed to it.
    """
    conversation = _hold(conversation)
    message = _message(conversation, "out", text, author, files, to)
    message.subject = subject or None
    message.meta = copies.meta() | ({"purpose": purpose} if purpose else {})
    waiting = waited(conversation, message.at)
    message.save(force_insert=True)
    attach([(message, files)])
    _deliver(message, to)
    _answered(conversation, message, author, opens=opens)
    append([_moment(message, waiting)])
    changed([conversation.pk], "message", lists_of([conversation]))
    if to.identity.kind == "visitor":
        visitors([(to.identity.value, "message", {"id": str(message.pk), "from": "agent"})])
    events.publish(MessagesSent([message.pk], [conversation.pk]))
    return message


@transaction.atomic
def note(
    *,
    conversation: Conversation,
    text: str,
    author: Member,
    files: Sequence[File] = (),
    mentions: Sequence[Member] = (),
) -> Message:
    """Write what only members see, naming some of them. Raises Empty."""
    conversation = _hold(conversation)
    to = Destination(Channel(pk=conversation.channel_id), Identity(pk=conversation.identity_id))
    message = _message(conversation, "note", text, author, files, to)
    message.save(force_insert=True)
    attach([(message, files)])
    mention(message=message, members=mentions, by=author)
    changed([conversation.pk], "note", lists_of([conversation]))
    return message


@transaction.atomic
def announce(
    *, conversation: Conversation, to: Destination, text: str, subject: str = "", meta: dict[str, object] | None = None
) -> Message:
    """A message that nobody wrote by hand (a request for a rating): it goes out, and changes nothing of the thread."""
    conversation = _hold(conversation)
    message = _message(conversation, "out", text, None, (), to)
    message.auto, message.subject, message.meta = True, subject or None, dict(meta or {})
    if "purpose" in message.meta and _stored_is_sent(to):  # a letter says it in its foot
        message.text = f"{message.text}\n\n{_way_out(message, to)}"
    message.save(force_insert=True)
    _deliver(message, to)
    append([_moment(message, None)])
    changed([conversation.pk], "message", lists_of([conversation]))
    return message


def _hold(conversation: Conversation) -> Conversation:
    """The conversation as it is now, its customer locked: positions in a thread follow its commits."""
    lock([Identity.objects.get(pk=conversation.identity_id)])
    found = Conversation.objects.get(pk=conversation.pk)
    while found.merged_into_id:  # it was merged meanwhile: what is written goes where its number leads
        found = Conversation.objects.get(pk=found.merged_into_id)
    return found


def _message(
    conversation: Conversation, direction: str, text: str, author: Member | None, files: Sequence[File], to: Destination
) -> Message:
    text = scrub(text).strip()
    if not text and not files:
        raise Empty("an answer needs words or a file")
    return Message(
        id=uuid7(),
        position=Positions([conversation.pk], [to.identity.pk]).next(conversation.pk, to.identity.pk),
        conversation_id=conversation.pk,
        identity_id=to.identity.pk,
        channel_id=to.channel.pk,
        author_id=author.pk if author else None,
        direction=direction,
        at=clock.now(),
        text=text,
    )


def _deliver(message: Message, to: Destination) -> None:
    """A channel without transport (the web chat) has it as soon as it is stored; others have a deliverer."""
    state, reason = State.SENT if _stored_is_sent(to) else State.WAITING, ""
    if state == State.SENT and restricted([message.identity_id]):
        state, reason = State.FAILED, RESTRICTED.reason
    elif state == State.SENT and "purpose" in message.meta and not may_go(message, standing([message.identity_id])):
        state, reason = State.FAILED, NOT_AGREED.reason
    Delivery.objects.create(
        message_id=message.pk,
        channel_id=to.channel.pk,
        state=state,
        reason=reason,
        request_id=context.request_id.get(),
    )


def _stored_is_sent(to: Destination) -> bool:
    return not adapter(to.channel.kind).capabilities.transport


def _way_out(message: Message, to: Destination) -> str:
    with translation.override(to.channel.language):
        url = withdrawal_url(require_workspace(), message.identity_id, str(message.meta["purpose"]))
        return _("Unsubscribe: %(url)s") % {"url": url}


def _answered(conversation: Conversation, message: Message, author: Member | None, *, opens: bool) -> None:
    if conversation.status != "open" and opens:
        if conversation.status == "closed":
            Closure.objects.filter(conversation_id=conversation.pk, reopened_at=None).update(
                reopened_at=message.at, reopened_by_id=author.pk if author else None
            )
            events.publish(ConversationsReopened([conversation.pk]))
        else:
            end_snoozes([conversation.pk], "answered", author)
        conversation.status, conversation.closed_at, conversation.snoozed_until = "open", None, None
    answers = _answers(conversation)
    if answers:
        conversation.answered_at = conversation.answered_at or message.at
    conversation.waiting_since = None
    conversation.last_at = message.at
    conversation.channel_id = message.channel_id
    conversation.preview, conversation.preview_by = shorten(message.text or "", 160), "out"
    conversation.save(
        update_fields=[
            "status",
            "closed_at",
            "snoozed_until",
            "waiting_since",
            "answered_at",
            "last_at",
            "channel_id",
            "preview",
            "preview_by",
        ]
    )
    if author is not None and conversation.assignee_id is None and (answers or conversation.team_id is None):
        assign(conversation=conversation, member=author, by=author, reason="answered")


def _answers(conversation: Conversation) -> bool:
    """Whether the customer has written: before that it is we who began, and what we write answers nothing."""
    if conversation.waiting_since or conversation.answered_at:
        return True
    return Message.objects.filter(conversation_id=conversation.pk, direction="in").exists()


def _moment(message: Message, waiting: float | None) -> Moment:
    data: dict[str, object] = {"message": str(message.pk)}
    if waiting is not None:
        data["waited"] = round(waiting, 1)
    if message.auto:
        data["auto"] = True
    return Moment(
        id=message.pk,
        identity_id=message.identity_id,
        kind="message.out",
        at=message.at,
        channel_id=message.channel_id,
        conversation_id=message.conversation_id,
        member_id=message.author_id,
        data=data,
    )


def destination_of(message_identity: UUID, channel_id: UUID) -> Destination:
    """A destination by ids; raises DoesNotExist for those of another workspace."""
    return Destination(Channel.objects.get(pk=channel_id), Identity.objects.get(pk=message_identity))
