"""A note is changed or taken away by who wrote it, for a while; the trace stays."""

from datetime import timedelta

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.reply import Empty
from nitka.conversations.actions.signal import changed
from nitka.conversations.models import Attachment, Message, Revision
from nitka.kit import clock
from nitka.kit.text import scrub


class Settled(Exception):
    """The note can no longer be changed."""


@transaction.atomic
def change_note(*, message: Message, text: str, by: Member) -> Message:
    """Write it anew; how it read is kept. Raises Settled, Empty."""
    row, text = _mine(message, by), scrub(text).strip()
    if not text and not Attachment.objects.filter(message_id=row.pk).exists():
        raise Empty("a note needs words or a file")
    if text != row.text:
        Revision.objects.create(message_id=row.pk, by_id=by.pk, text=row.text)
        row.text = text
        row.meta["changed"] = clock.now().isoformat()
        row.save(update_fields=["text", "meta"])
        changed([row.conversation_id], "note")
    return row


@transaction.atomic
def remove_note(*, message: Message, by: Member) -> Message:
    """Take it away with its files and how it ever read; that there was one stays. Raises Settled."""
    row = _mine(message, by)
    Revision.objects.filter(message_id=row.pk).update(text=None)
    Revision.objects.create(message_id=row.pk, by_id=by.pk, removed=True)
    Attachment.objects.filter(message_id=row.pk).delete()
    row.text = None
    row.meta["removed"] = clock.now().isoformat()
    row.save(update_fields=["text", "meta"])
    changed([row.conversation_id], "note")
    return row


WHILE = timedelta(hours=1)


def _mine(message: Message, by: Member) -> Message:
    row = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if row.direction != "note" or row.author_id != by.pk or "removed" in row.meta or clock.now() - row.at > WHILE:
        raise Settled("only its author, and only for a while")
    return row
