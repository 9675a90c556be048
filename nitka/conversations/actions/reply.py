"""A member answers, or writes a note: the message and its delivery in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from nitka.accounts.models import Member
from nitka.channels.contract import File
from nitka.channels.models import Channel
from nitka.conversations.actions.assign import assign
from nitka.conversations.actions.files import attach
from nitka.conversations.actions.follow import mention
from nitka.conversations.actions.positions import Positions
from nitka.conversations.actions.receive import waited
from nitka.conversations.actions.signal import changed, lists_of, visitors
from nitka.conversations.actions.snooze import end_snoozes
from nitka.conversations.actions.written import Destination, deliver, moment_of, written
from nitka.conversations.events import ConversationsReopened, MessagesSent
from nitka.conversations.models import Closure, Conversation, Message
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.kit import events
from nitka.kit.text import scrub, shorten
from nitka.moments.actions import append


class Empty(ValueError):
    """An answer needs words or a file."""


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
    deliver([(message, to)])
    _answered(conversation, message, author, opens=opens)
    append([moment_of(message, waiting)])
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
    return written(conversation, direction, text, to, Positions([conversation.pk], [to.identity.pk]), author)


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
