"""Answers that wait: for the seconds in which they can be undone, or for a moment that was chosen.

One becomes a message only when its moment has come: until then no door that customers look through has it. When
somebody has written meanwhile, a scheduled answer is not sent: its author is asked (docs/decisions).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from nitka.accounts.models import Member
from nitka.channels.contract import File
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations.actions.close import close
from nitka.conversations.actions.drafts import put_back
from nitka.conversations.actions.reply import NO_COPIES, Copies, Empty, reply
from nitka.conversations.actions.signal import changed
from nitka.conversations.actions.written import Destination
from nitka.conversations.models import Conversation, Draft, Habits, Message, Pending
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.text import scrub

LATE = timedelta(hours=1)  # one that is overdue for longer (everything was off) is asked about
log = structlog.get_logger(__name__)


@transaction.atomic
def send(
    *,
    conversation: Conversation,
    text: str,
    to: Destination,
    author: Member,
    files: list[File] | None = None,
    subject: str = "",
    copies: Copies = NO_COPIES,
    at: datetime | None = None,
    then: str = "",
    purpose: str = "",
) -> Message | Pending:
    """Answer as the member's habits say: at once, after the seconds of undo, or `at` a moment. Raises Empty."""
    seconds = seconds_to_undo(author, to.channel)
    if at is None and not seconds:
        message = reply(
            conversation=conversation,
            text=text,
            to=to,
            author=author,
            files=files or (),
            subject=subject,
            copies=copies,
            purpose=purpose,
        )
        if then == "close":
            close(conversation=conversation, by=author)
        return message
    text = scrub(text).strip()
    if not text and not files:
        raise Empty("an answer needs words or a file")
    now = clock.now()
    row = Pending.objects.create(
        at=now,
        conversation_id=conversation.pk,
        author_id=author.pk,
        channel_id=to.channel.pk,
        identity_id=to.identity.pk,
        text=text,
        subject=subject or None,
        files=[kept(file) for file in files or ()],
        copies=copies.meta() | ({"purpose": purpose} if purpose else {}),
        later=at is not None,
        then=then,
        send_at=at or now + timedelta(seconds=seconds),
    )
    changed([conversation.pk], "pending")
    return row


def seconds_to_undo(member: Member, channel: Channel) -> int:
    """For how long this member can undo an answer in this channel."""
    habits = Habits.objects.filter(member_id=member.pk).first() or Habits()
    return habits.undo_letters if adapter(channel.kind).capabilities.transport else habits.undo_chats


@transaction.atomic
def cancel(*, pending: Pending, by: Member) -> Draft | None:
    """Take back: the text is the author's draft again. None: it has gone out."""
    row = _waiting(pending.pk)
    if row is None:
        return None
    _becomes(row, Pending.State.CANCELLED)
    return put_back(pending=row, member=by)


@transaction.atomic
def reschedule(*, pending: Pending, at: datetime) -> bool:
    """Another moment, which also answers "send it all the same?"; False: it has gone out."""
    row = _waiting(pending.pk)
    if row is None:
        return False
    # What was written up to now is known to whoever says so.
    row.send_at, row.state, row.at, row.later = at, Pending.State.WAITING, clock.now(), True
    row.save(update_fields=["send_at", "state", "at", "later"])
    changed([row.conversation_id], "pending")
    return True


@transaction.atomic
def send_now(*, pending: Pending) -> bool:
    """Do not wait any longer; False: it has gone out already or cannot go."""
    row = _waiting(pending.pk)
    return row is not None and _send(row) == Pending.State.SENT


@transaction.atomic
def send_due(key: UUID) -> int:
    """Send one whose moment has come; 0 when somebody else has done so or takes it back just now."""
    row = Pending.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key, state="waiting").first()
    if row is None or row.send_at > clock.now():
        return 0
    if row.later and (clock.now() - row.send_at > LATE or _written_since(row)):
        _becomes(row, Pending.State.ASKED)
    else:
        _send(row)
    return 1


def _written_since(row: Pending) -> bool:
    """Somebody wrote to whom it may concern: the customer, or a colleague to them."""
    since = Message.objects.filter(conversation_id=row.conversation_id, auto=False, at__gt=row.at)
    return since.exclude(direction="note").exists()


def _waiting(key: UUID) -> Pending | None:
    states = (Pending.State.WAITING, Pending.State.ASKED, Pending.State.FAILED)
    return Pending.objects.select_for_update(of=("self",)).filter(pk=key, state__in=states).first()


def _send(row: Pending) -> str:
    channel = Channel.objects.filter(pk=row.channel_id, is_active=True).first()
    author = Member.objects.get(pk=row.author_id)
    if channel is None:
        return _becomes(row, Pending.State.FAILED, "channel_off")
    conversation = Conversation.objects.get(pk=row.conversation_id)
    message = reply(
        conversation=conversation,
        text=row.text or "",
        to=Destination(channel, Identity.objects.get(pk=row.identity_id)),
        author=author,
        files=[unkept(file) for file in row.files],
        subject=row.subject or "",
        copies=_copies(row.copies),
        opens=False,
        purpose=str(row.copies.get("purpose", "")),
    )
    row.message_id = message.pk
    if row.then == "close":
        close(conversation=conversation, by=author)
    return _becomes(row, Pending.State.SENT)


def _becomes(row: Pending, state: Pending.State, reason: str = "") -> str:
    row.state, row.reason, row.changed_at = state, reason, clock.now()
    if state == Pending.State.SENT:
        row.text, row.subject, row.files = None, None, []  # the message has them now
    row.save(update_fields=["state", "reason", "changed_at", "message_id", "text", "subject", "files"])
    changed([row.conversation_id], "pending")
    log.info("pending.changed", pending=str(row.pk), state=state, reason=reason)
    return state


def _copies(meta: dict[str, Any]) -> Copies:
    seen, hidden = ([(one["name"], one["address"]) for one in meta.get(key, ())] for key in ("cc", "bcc"))
    return Copies(seen, hidden)


def kept(file: File) -> dict[str, Any]:
    """A stored file as a row keeps it."""
    return {"sha256": file.sha256, "name": file.name, "type": file.type, "size": file.size}


def unkept(row: dict[str, Any]) -> File:
    """And back."""
    return File(row["name"], row["type"], row["size"], sha256=row["sha256"])
