"""Drafts of members: saved while they write, for every device; an older text never silently replaces a newer one."""

from typing import Any
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.models import Conversation, Draft, Pending
from nitka.kit import clock
from nitka.kit.text import scrub


class Newer(Exception):
    """Another tab or device has saved meanwhile; `draft` is what it saved."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("a newer draft")
        self.draft = draft


@transaction.atomic
def save_draft(
    *,
    conversation: Conversation,
    member: Member,
    known: int,
    text: str,
    is_note: bool = False,
    to: str = "",
    files: list[dict[str, Any]] | None = None,
) -> Draft:
    """Keep what is written; `known` is the version the page has seen last, 0 for none. Raises Newer."""
    row = _row(conversation.pk, member)
    text, files = scrub(text), files or []
    if (row.text or "", row.files, row.is_note, row.to) == (text, files, is_note, to):
        return row
    if row.version != known and not (known == 0 and not row.text and not row.files):
        raise Newer(row)
    row.text, row.is_note, row.to, row.files = text or None, is_note, to[:80], files
    _next(row)
    return row


@transaction.atomic
def clear_draft(*, conversation_id: UUID, member: Member) -> None:
    """It was sent: nothing is left of it."""
    row = Draft.objects.select_for_update(of=("self",)).filter(conversation_id=conversation_id, member_id=member.pk)
    for draft in row:
        draft.text, draft.files, draft.is_note, draft.to = None, [], False, ""
        _next(draft)


@transaction.atomic
def put_back(*, pending: Pending, member: Member) -> Draft:
    """What was taken back goes on as a draft, above what has been begun since."""
    draft = _row(pending.conversation_id, member)
    begun = draft.text if draft.text and not draft.is_note else ""
    draft.text = "\n\n".join(filter(None, [pending.text, begun])) or None
    draft.files = [*pending.files, *draft.files]
    draft.is_note, draft.to = False, f"{pending.channel_id}:{pending.identity_id}"
    _next(draft)
    return draft


def _row(conversation_id: UUID, member: Member) -> Draft:
    Draft.objects.bulk_create(
        [Draft(conversation_id=conversation_id, member_id=member.pk, version=0)], ignore_conflicts=True
    )
    return Draft.objects.select_for_update(of=("self",)).get(conversation_id=conversation_id, member_id=member.pk)


def _next(row: Draft) -> None:
    row.version, row.changed_at = row.version + 1, clock.now()
    row.save(update_fields=["text", "is_note", "to", "files", "version", "changed_at"])
