"""What nobody wrote by hand (a request for a rating, the answer to a STOP): it goes out, and changes nothing of its
thread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.conversations.actions.positions import Positions
from nitka.conversations.actions.signal import changed, lists_of
from nitka.conversations.actions.written import Destination, deliver, moment_of, stored_is_sent, written
from nitka.conversations.models import Conversation, Message
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.customers.queries import withdrawal_url
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import insert
from nitka.kit.text import scrub
from nitka.moments.actions import append


@dataclass(frozen=True)
class Announcement:
    """Words for a thread, and where they go; `meta` says what they are about."""

    conversation_id: UUID
    to: Destination
    text: str
    subject: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)


def announce(
    *, conversation: Conversation, to: Destination, text: str, subject: str = "", meta: dict[str, object] | None = None
) -> Message:
    """One of them."""
    return announce_all([Announcement(conversation.pk, to, text, subject, meta or {})])[0]


@transaction.atomic
def announce_all(said: Sequence[Announcement]) -> list[Message]:
    """Write each into its thread and let it go out; a fixed number of statements, whatever their number."""
    if not said:
        return []
    threads = _held({one.conversation_id for one in said})
    positions = Positions([thread.pk for thread in threads.values()], [one.to.identity.pk for one in said])
    messages = [_message(one, threads[one.conversation_id], positions) for one in said]
    insert(messages)
    deliver([(message, one.to) for message, one in zip(messages, said, strict=True)])
    append([moment_of(message) for message in messages])
    changed([message.conversation_id for message in messages], "message", lists_of(threads.values()))
    return messages


def _held(ids: Iterable[UUID]) -> dict[UUID, Conversation]:
    """Threads as they are now, by the ids they were asked for, their customers locked: positions follow commits."""
    ids = set(ids)
    lock(Identity.objects.filter(pk__in=Conversation.objects.filter(pk__in=ids).values("identity_id")))
    found = {row.pk: row for row in Conversation.objects.filter(pk__in=ids)}
    while merged := {row.merged_into_id for row in found.values() if row.merged_into_id}:
        later = {row.pk: row for row in Conversation.objects.filter(pk__in=merged)}  # it goes where the number leads
        found = {key: later[row.merged_into_id] if row.merged_into_id else row for key, row in found.items()}
    return found


def _message(one: Announcement, thread: Conversation, positions: Positions) -> Message:
    message = written(thread, "out", scrub(one.text).strip(), one.to, positions)
    message.auto, message.subject, message.meta = True, one.subject or None, dict(one.meta)
    if "purpose" in one.meta and stored_is_sent(one.to):  # a letter says it in its foot
        message.text = f"{message.text}\n\n{_way_out(one)}"
    return message


def _way_out(one: Announcement) -> str:
    with translation.override(one.to.channel.language):
        url = withdrawal_url(require_workspace(), one.to.identity.pk, str(one.meta["purpose"]))
        return _("Unsubscribe: %(url)s") % {"url": url}
