"""We write first: a conversation that a member, or a program of the company's, begins with a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from nitka.accounts.models import Member, Team
from nitka.channels.contract import File
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations.actions.assign import assign
from nitka.conversations.actions.pending import send
from nitka.conversations.actions.reply import NO_COPIES, Copies, Empty, reply
from nitka.conversations.actions.thread import take_numbers
from nitka.conversations.actions.written import Destination
from nitka.conversations.events import ConversationsOpened
from nitka.conversations.models import Conversation, Message, Pending
from nitka.conversations.reach import bars_of
from nitka.customers.actions import lock
from nitka.customers.queries import agreed, standing
from nitka.kit import clock, events
from nitka.kit.text import scrub, shorten


class CannotBegin(ValueError):
    """It would not arrive, or must not leave; `reason` is a code that `reach.why_barred` has words for."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written. `purpose`: what it is for beyond the customer's own matters, and so needs their consent."""

    text: str
    subject: str = ""
    files: Sequence[File] = ()
    copies: Copies = NO_COPIES
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the conversation from the beginning; neither: who began it."""

    member: Member | None = None
    team: Team | None = None


@transaction.atomic
def begin(
    *,
    to: Destination,
    letter: Letter,
    author: Member | None,
    holder: Holder | None = None,
    waits: bool = False,
    at: datetime | None = None,
    then: str = "",
) -> tuple[Conversation, Message | Pending]:
    """Open a conversation and write into it. Raises CannotBegin, Empty, CannotHave.

    `author` None: a program began it. It goes out at once; with `waits` as the author's habits have it, or `at` a
    moment. Nobody waits for us in it until the customer writes.
    """
    lock([to.identity])
    _check(to, letter)
    conversation = _open(to, letter)
    _give(conversation, author, holder or Holder())
    sent = _write(conversation, to, letter, author, waits, at, then)
    conversation.refresh_from_db()
    return conversation, sent


def _check(to: Destination, letter: Letter) -> None:
    if not scrub(letter.text).strip() and not letter.files:
        raise Empty("a letter needs words or a file")
    channel = Channel.objects.filter(pk=to.channel.pk, is_active=True).first()
    can = adapter(channel.kind).capabilities if channel else None
    if can is None or not can.writes_first:
        raise CannotBegin("channel")
    if can.reaches != to.identity.kind:
        raise CannotBegin("kind")
    if bar := bars_of([to.identity])[0].get(to.identity.pk):
        raise CannotBegin(bar)
    if can.subject and not letter.subject.strip():
        raise CannotBegin("subject")
    if letter.purpose and not agreed(standing([to.identity.pk]), to.identity.pk, letter.purpose):
        raise CannotBegin("not_agreed")


def _open(to: Destination, letter: Letter) -> Conversation:
    now = clock.now()
    row = Conversation(
        number=take_numbers(1),
        identity_id=to.identity.pk,
        channel_id=to.channel.pk,
        subject=shorten(scrub(letter.subject).strip() or letter.text, 120),
        created_at=now,
        last_at=now,
    )
    row.save(force_insert=True)
    events.publish(ConversationsOpened([row.pk]))
    return row


def _give(conversation: Conversation, author: Member | None, holder: Holder) -> None:
    """To who began it, unless another or a team is to have it; one that a program began to nobody."""
    member = holder.member or (author if holder.team is None else None)
    if member is None and holder.team is None:
        return
    mine = author is not None and member is not None and member.pk == author.pk
    reason = "began" if mine else "assigned"
    assign(conversation=conversation, member=member, team=holder.team, by=author, reason=reason)


def _write(
    conversation: Conversation,
    to: Destination,
    letter: Letter,
    author: Member | None,
    waits: bool,
    at: datetime | None,
    then: str,
) -> Message | Pending:
    if author is None or not (waits or at):
        return reply(
            conversation=conversation, text=letter.text, to=to, author=author, files=letter.files,
            subject=letter.subject, copies=letter.copies, purpose=letter.purpose,
        )  # fmt: skip
    return send(
        conversation=conversation, text=letter.text, to=to, author=author, files=list(letter.files),
        subject=letter.subject, copies=letter.copies, at=at, then=then, purpose=letter.purpose,
    )  # fmt: skip
