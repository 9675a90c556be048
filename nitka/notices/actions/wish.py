"""What a member says about how they want to hear."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member, Workspace
from nitka.notices.listeners import listener
from nitka.notices.models import Letters, Notice, Sending, State, Way, Wishes


@transaction.atomic
def set_wishes(*, member: Member, values: Mapping[str, Any]) -> Wishes:
    """Keep all of it; a letter that gathers already comes when they say now."""
    wishes, _ = Wishes.objects.update_or_create(member_id=member.pk, defaults=dict(values))
    if wishes.letters == Letters.NEVER:
        _drop_letters(member.pk)
    else:
        who = listener(member, Workspace.objects.get(pk=member.workspace_id), wishes)
        _gathering(member.pk).update(next_at=who.letter_at)
    return wishes


@transaction.atomic
def stop_letters(*, member_id: UUID) -> None:
    """No more letters of what is unread; those that guard the account come still."""
    Wishes.objects.update_or_create(member_id=member_id, defaults={"letters": Letters.NEVER})
    _drop_letters(member_id)


def _drop_letters(member_id: UUID) -> None:
    _gathering(member_id).delete()
    Notice.objects.filter(member_id=member_id, by_mail=True, letter_id=None).update(by_mail=False)


def _gathering(member_id: UUID) -> Any:
    return Sending.objects.filter(member_id=member_id, way=Way.MAIL, notice_id=None, state=State.WAITING)
