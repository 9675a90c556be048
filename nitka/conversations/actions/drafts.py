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


@transaction.atomic
def join_drafts(*, into_id: UUID, source_id: UUID) -> None:
    """Two conversations become one: what a member has begun in both stands in the one that stays, one below the other.

    Where one of the two is a note, both are: what was meant for colleagues must not go out.
    """
    rows = Draft.objects.select_for_update(of=("self",)).filter(conversation_id__in=[into_id, source_id]).order_by("pk")
    found = {(row.conversation_id, row.member_id): row for row in rows}
    for (conversation_id, member_id), row in found.items():
        kept = found.get((into_id, member_id))
        if conversation_id == into_id:
            continue
        if kept is None:
            row.conversation_id = into_id
            row.save(update_fields=["conversation_id"])
        elif row.text or row.files:
            _join(kept, row)


def _join(kept: Draft, other: Draft) -> None:
    begun = bool(kept.text or kept.files)
    kept.to = kept.to if begun and kept.to else other.to
    kept.is_note = other.is_note or (begun and kept.is_note)
    kept.text = "\n\n".join(filter(None, [kept.text, other.text])) or None
    kept.files = [*kept.files, *other.files]
    other.text, other.files, other.is_note, other.to = None, [], False, ""
    _next(kept)
    _next(other)


def _row(conversation_id: UUID, member: Member) -> Draft:
    Draft.objects.bulk_create(
        [Draft(conversation_id=conversation_id, member_id=member.pk, version=0)], ignore_conflicts=True
    )
    return Draft.objects.select_for_update(of=("self",)).get(conversation_id=conversation_id, member_id=member.pk)


def _next(row: Draft) -> None:
    row.version, row.changed_at = row.version + 1, clock.now()
    row.save(update_fields=["text", "is_note", "to", "files", "version", "changed_at"])
