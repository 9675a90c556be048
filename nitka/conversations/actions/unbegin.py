"""A first letter that is taken back before it went takes its conversation with it: nothing was begun."""

from uuid import UUID

from django.db import IntegrityError, connection, transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.signal import changed, lists_of
from nitka.conversations.models import Beginning, Conversation, Draft, Pending, Reading
from nitka.customers.actions import lock
from nitka.customers.models import Identity
from nitka.kit import clock


class _Stays(Exception):
    """Something was written or decided in it."""


_OPEN = (Pending.State.WAITING, Pending.State.ASKED, Pending.State.FAILED)


@transaction.atomic
def unbegin(*, pending: Pending, by: Member) -> Beginning | None:
    """The form again, with all that was written, and no conversation.

    None, and nothing is done: it has gone out, it is no first letter of theirs, or something hangs on the
    conversation by now: a note, a label, another letter, somebody else's draft.
    """
    lock([Identity.objects.get(pk=pending.identity_id)])  # who brings their message waits
    row = Pending.objects.select_for_update(of=("self",)).filter(pk=pending.pk, state__in=_OPEN).first()
    begun = _begun(pending, by) if row else None
    if row is None or begun is None:
        return None
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=row.conversation_id)
    if not _alone(conversation, row):
        return None
    lists = lists_of([conversation])
    try:
        with transaction.atomic():
            _write_back(begun, row, conversation)
            _remove(conversation.pk, by)
    except (IntegrityError, _Stays):
        return None
    changed([conversation.pk], "gone", lists)
    return begun


def _begun(pending: Pending, by: Member) -> Beginning | None:
    rows = Beginning.objects.select_for_update(of=("self",)).filter(conversation_id=pending.conversation_id)
    return rows.filter(member_id=by.pk).first()


def _alone(conversation: Conversation, row: Pending) -> bool:
    """Nobody writes into it but this letter; of what else hangs on it the database knows."""
    others = Pending.objects.filter(conversation_id=conversation.pk).exclude(pk=row.pk)
    drafts = Draft.objects.filter(conversation_id=conversation.pk).exclude(text=None, files=[])
    return not others.exists() and not drafts.exists()


def _write_back(begun: Beginning, row: Pending, conversation: Conversation) -> None:
    people = {key: ", ".join(_said(one) for one in row.copies.get(key, ())) for key in ("cc", "bcc")}
    fields = {"to": f"{row.channel_id}:{row.identity_id}", "who": _who(conversation, begun), **people}
    fields["purpose"] = str(row.copies.get("purpose", ""))
    begun.conversation_id, begun.identity_id = None, row.identity_id
    begun.subject, begun.text, begun.files = row.subject, row.text, row.files
    begun.fields = {name: text for name, text in fields.items() if text}
    begun.version, begun.changed_at = begun.version + 1, clock.now()
    begun.save()


def _said(one: dict[str, str]) -> str:
    return f"{one['name']} <{one['address']}>" if one.get("name") else one["address"]


def _who(conversation: Conversation, begun: Beginning) -> str:
    """As the form names who is to have it."""
    if conversation.assignee_id and conversation.assignee_id != begun.member_id:
        return f"member:{conversation.assignee_id}"
    return f"team:{conversation.team_id}" if conversation.team_id and not conversation.assignee_id else ""


def _remove(key: UUID, by: Member) -> None:
    for of in (Pending, Draft, Reading):
        of.objects.filter(conversation_id=key).delete()
    with connection.cursor() as cursor:
        cursor.execute("select nitka_unbegin(%s, %s)", [key, by.pk])
        if not cursor.fetchone()[0]:
            raise _Stays
