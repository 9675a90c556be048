"""A member has a thread before them: their list stops being bold, the visitor sees that it was read."""

from uuid import UUID

from django.db import connection, transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.receipts import seen_by_member
from nitka.conversations.events import ConversationRead
from nitka.conversations.models import Conversation
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.ids import uuid7


@transaction.atomic(savepoint=False)
def read(*, conversation: Conversation, member: Member, upto: UUID | None = None) -> None:
    """Everything up to now has been read by `member`; `upto` is the customer's last message on their page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into conversations_reading (id, workspace_id, conversation_id, member_id, at)"
            " values (%s, %s, %s, %s, %s)"
            " on conflict (workspace_id, conversation_id, member_id) do update set at = excluded.at",
            [uuid7(), require_workspace(), conversation.pk, member.pk, clock.now()],
        )
    events.publish(ConversationRead(conversation.pk, member.pk))
    if upto is not None:
        seen_by_member(conversation_id=conversation.pk, upto=upto)
