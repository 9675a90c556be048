"""Following a conversation, and naming colleagues in its notes."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.signal import changed
from nitka.conversations.events import Followed, Mentioned
from nitka.conversations.models import Conversation, Follower, Mention, Message
from nitka.kit import events
from nitka.kit.db.bulk import insert


@transaction.atomic
def follow(*, conversation: Conversation, members: Sequence[Member], by: Member) -> list[UUID]:
    """They follow from now on, and may see it; who did not before."""
    keys = [member.pk for member in members if member.is_active]
    there = Follower.objects.filter(conversation_id=conversation.pk, member_id__in=keys)
    before = set(there.values_list("member_id", flat=True))
    new = [key for key in dict.fromkeys(keys) if key not in before]
    if not new:
        return []
    rows = [Follower(conversation_id=conversation.pk, member_id=key, by_id=by.pk) for key in new]
    Follower.objects.bulk_create(rows, ignore_conflicts=True)  # two who add the same one at once
    changed([conversation.pk], "followers")
    events.publish(Followed(conversation.pk, new, by.pk))
    return new


@transaction.atomic
def unfollow(*, conversation: Conversation, member: Member) -> bool:
    """They follow no longer; False when they did not."""
    gone, _ = Follower.objects.filter(conversation_id=conversation.pk, member_id=member.pk).delete()
    if gone:
        changed([conversation.pk], "followers")
    return bool(gone)


def mention(*, message: Message, members: Sequence[Member], by: Member) -> None:
    """A note names them; in the transaction that writes it. Naming oneself is nothing."""
    keys = list(dict.fromkeys(member.pk for member in members if member.pk != by.pk))
    if not keys:
        return
    insert(
        Mention(
            message_id=message.pk, conversation_id=message.conversation_id, member_id=key, by_id=by.pk, at=message.at
        )
        for key in keys
    )
    changed([message.conversation_id], "mention")
    events.publish(Mentioned(message.conversation_id, message.pk, keys, by.pk))
