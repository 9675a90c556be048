"""A member has seen notices."""

from uuid import UUID

from django.db import transaction

from nitka.kit import clock
from nitka.notices.models import SUBJECTS, Notice, Subject
from nitka.realtime import topics
from nitka.realtime.actions import publish

_OF_CONVERSATIONS = [kind for kind, subject in SUBJECTS.items() if subject == Subject.CONVERSATION]


@transaction.atomic
def open_notice(*, notice: Notice) -> None:
    """It was opened."""
    _see(notice.member_id, pk=notice.pk)


@transaction.atomic
def see_all(*, member_id: UUID) -> int:
    """All of a member's; how many were unread."""
    return _see(member_id)


@transaction.atomic(savepoint=False)
def saw(*, member_id: UUID, conversation_id: UUID) -> int:
    """What a conversation told is seen with the conversation itself."""
    return _see(member_id, about_id=conversation_id, kind__in=_OF_CONVERSATIONS)


def _see(member_id: UUID, **which: object) -> int:
    count = Notice.objects.filter(member_id=member_id, seen_at=None, **which).update(seen_at=clock.now())
    if count:
        publish(topic=topics.member(member_id), kind="notice")
    return count
