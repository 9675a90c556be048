"""Who has a conversation, by a person's hand."""

from django.db import transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.signal import changed, visitors
from nitka.conversations.models import Assignment, Conversation
from nitka.customers.models import Identity


@transaction.atomic
def assign(*, conversation: Conversation, member: Member | None, by: Member | None, reason: str = "assigned") -> None:
    """Give a conversation to a member, or back to the queue with None. The same member again: nothing happens."""
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    wanted = member.pk if member else None
    if conversation.assignee_id == wanted:
        return
    conversation.assignee_id = wanted
    conversation.save(update_fields=["assignee_id"])
    Assignment.objects.create(
        conversation_id=conversation.pk, member_id=wanted, by_id=by.pk if by else None, reason=reason
    )
    changed([conversation.pk], "assignment")
    _tell_visitors(conversation, member)


def take(*, conversation: Conversation, member: Member) -> None:
    """A member takes a conversation."""
    assign(conversation=conversation, member=member, by=member, reason="taken")


def _tell_visitors(conversation: Conversation, member: Member | None) -> None:
    sessions = Identity.objects.filter(kind="visitor", customer__identities=conversation.identity_id)
    data = {"who": member.name if member else None}
    visitors((session, "wait", data) for session in sessions.values_list("value", flat=True)[:20])
