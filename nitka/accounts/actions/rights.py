"""When what somebody may see or do changes, what they have open must learn of it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from nitka.accounts.models import Member
from nitka.realtime import topics
from nitka.realtime.actions import revoke


def rights_changed(member_ids: Iterable[UUID]) -> None:
    """Raise the members' version, so that streams signed before end; a page still allowed opens its own anew."""
    ids = list(member_ids)
    Member.objects.filter(pk__in=ids).update(version=F("version") + 1)
    for key in ids:
        revoke(topics.member(key))
