"""Conversations that were restored are taken back, as if they had not come: those that nobody has worked on since."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from nitka.conversations.actions.signal import changed, lists_of
from nitka.conversations.models import Attachment, Closure, Conversation, Labelling, Message, Reading
from nitka.kit import blobs
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked
from nitka.kit.personal import needed
from nitka.moments.actions import unmake
from nitka.moments.models import Moment

_UNTOUCHED = """
select v.id from conversations_conversation v
where v.workspace_id = %(workspace)s and v.id = any(%(ids)s::uuid[]) and v.channel_id = %(channel)s
  and v.merged_into_id is null
  and not exists (select from conversations_message m where m.workspace_id = v.workspace_id and m.conversation_id = v.id
    and (m.channel_id <> v.channel_id or not starts_with(m.external_id, %(tag)s)))
  and not exists (select from conversations_closure c where c.workspace_id = v.workspace_id and c.conversation_id = v.id
    and (c.by_id is not null or c.reopened_by_id is not null))
"""
_HELD = f"{_UNTOUCHED} order by v.id for update of v"


@transaction.atomic
def unrestore(ids: Collection[UUID], *, channel_id: UUID, tag: str) -> set[UUID]:
    """Take conversations back with messages, files and moments; those that are gone.

    One stays in which a word does not begin with `tag` by its external id, that somebody closed or opened, or that
    anything else hangs on: an assignment, a label, a draft, a task, a rating. Who calls has asked `blobs.may_go`.
    """
    values = {"workspace": require_workspace(), "ids": array(ids), "channel": channel_id, "tag": tag}
    ours = [key for (key,) in asked(_HELD, values)] if ids else []
    rows = list(Conversation.objects.filter(pk__in=ours))
    gone = _as_many_as_can_be(rows, channel_id)
    changed(gone, "gone", lists_of([row for row in rows if row.pk in gone]))
    return gone


def worked_on(ids: Collection[UUID], *, channel_id: UUID, tag: str) -> set[UUID]:
    """Of restored conversations those that were written in, closed or opened since; what else hangs on one is seen only
    when it is taken back. One statement."""
    values = {"workspace": require_workspace(), "ids": array(ids), "channel": channel_id, "tag": tag}
    return set(ids) - {key for (key,) in asked(_UNTOUCHED, values)} if ids else set()


def _as_many_as_can_be(rows: list[Conversation], channel_id: UUID) -> set[UUID]:
    """All at once; where something hangs on one of them, the halves."""
    if not rows:
        return set()
    try:
        with transaction.atomic():
            return _remove(rows, channel_id)
    except IntegrityError:
        if len(rows) == 1:
            return set()
        half = len(rows) // 2
        return _as_many_as_can_be(rows[:half], channel_id) | _as_many_as_can_be(rows[half:], channel_id)


def _remove(rows: list[Conversation], channel_id: UUID) -> set[UUID]:
    ids = {row.pk for row in rows}
    messages = list(Message.objects.filter(conversation_id__in=ids).values_list("pk", flat=True))
    files = Attachment.objects.filter(message_id__in=messages)
    hashes = set(files.values_list("sha256", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select nitka_search_forget(%s::uuid[])", [array(messages)])
    files.delete()
    worn = Labelling.objects.filter(conversation_id__in=ids, by_id=None, at=F("conversation__created_at"))
    Labelling.objects.filter(pk__in=list(worn.values_list("pk", flat=True))).delete()
    for of in (Reading, Closure, Message):
        of.objects.filter(conversation_id__in=ids).delete()
    Conversation.objects.filter(pk__in=ids).delete()
    told = Moment.objects.filter(identity_id__in={row.identity_id for row in rows}, conversation_id__in=ids)
    unmake(list(told.values_list("pk", flat=True)), told_by=channel_id)
    if hashes:
        workspace, alone = require_workspace(), hashes - needed(sorted(hashes))
        transaction.on_commit(lambda: blobs.drop(workspace, alone))
    return ids
