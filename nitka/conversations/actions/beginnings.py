"""Letters that will begin a conversation: kept while they are written, and sent once however often they are posted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.models import Beginning, Conversation, Message, Pending
from nitka.kit import clock
from nitka.kit.text import scrub

KEPT = 200  # of a member's; the oldest that was neither sent nor touched goes


class NotYours(ValueError):
    """The form's id is another's: it has to be opened anew."""


class NewerBeginning(Exception):
    """Another tab or device has saved meanwhile; `row` is what it saved."""

    def __init__(self, row: Beginning) -> None:
        super().__init__("a newer draft")
        self.row = row


@dataclass(frozen=True, slots=True)
class Begun:
    """What the form holds; `fields` has the rest of it by name, all texts."""

    identity_id: UUID | None = None
    address: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)

    @property
    def says(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.text.strip() or self.subject.strip() or self.files)


@transaction.atomic
def keep_beginning(*, key: UUID, member: Member, known: int, begun: Begun) -> int:
    """Keep what is written; `known` is the version the page has seen last. The version now. Raises NewerBeginning,
    NotYours. What has been sent meanwhile is left alone."""
    row = Beginning.objects.filter(pk=key, member_id=member.pk).select_for_update(of=("self",)).first()
    if row is None and not begun.says:
        return 0
    row = row or _hold(key, member)
    if row.conversation_id:
        return row.version
    if row.version != known and row.text != (begun.text or None):
        raise NewerBeginning(row)
    row.identity_id, row.address, row.name = begun.identity_id, begun.address or None, begun.name or None
    row.subject, row.text = scrub(begun.subject) or None, scrub(begun.text) or None
    row.fields, row.files = begun.fields, begun.files
    _next(row)
    return row.version


@transaction.atomic
def drop_beginning(*, key: UUID, member: Member) -> None:
    """It is not written after all."""
    Beginning.objects.filter(pk=key, member_id=member.pk, conversation_id=None).delete()


@transaction.atomic
def begin_once(
    *, key: UUID, member: Member, do: Callable[[], tuple[Conversation, Message | Pending]]
) -> tuple[Conversation, Message | Pending | None]:
    """What `do` begins, or what the same form has begun before (and then nothing is sent). Raises NotYours."""
    row = _hold(key, member)
    if row.conversation_id:
        return Conversation.objects.get(pk=row.conversation_id), None
    conversation, sent = do()
    row.conversation_id, row.identity_id = conversation.pk, conversation.identity_id
    row.address = row.name = row.subject = row.text = None
    row.fields, row.files = {}, []
    _next(row)
    return conversation, sent


def _hold(key: UUID, member: Member) -> Beginning:
    """The form's row, made where it is new; who posts the same form at once waits here."""
    Beginning.objects.bulk_create([Beginning(id=key, member_id=member.pk)], ignore_conflicts=True)
    row = Beginning.objects.select_for_update(of=("self",)).filter(pk=key, member_id=member.pk).first()
    if row is None:
        raise NotYours
    return row


def _next(row: Beginning) -> None:
    row.version, row.changed_at = row.version + 1, clock.now()
    row.save()
    old = Beginning.objects.filter(member_id=row.member_id, conversation_id=None).order_by("-changed_at")
    Beginning.objects.filter(pk__in=list(old.values_list("pk", flat=True)[KEPT : KEPT + 20])).delete()
