"""Two answers at once: the second sees the first before it is sent."""

from uuid import UUID

from django.db.models import Q

from nitka.accounts.models import Member
from nitka.conversations.actions.hold import hold
from nitka.conversations.models import Conversation, Message, Pending

MOST = 20  # of what came in between; more are counted with the thread itself


class Meanwhile(Exception):
    """Others wrote after what the member had seen: `messages`, and answers of colleagues about to go out."""

    def __init__(self, messages: list[Message], pending: list[Pending]) -> None:
        super().__init__("others wrote meanwhile")
        self.messages, self.pending = messages, pending

    @property
    def upto(self) -> UUID:
        """What the member has seen once they have seen this."""
        return max([*(row.position for row in self.messages), *(row.pk for row in self.pending)])


def stop_if_unseen(*, conversation: Conversation, member: Member, seen: UUID) -> None:
    """Raises Meanwhile when a colleague answered after the message at `seen`, with all that came since.

    What only the customer wrote stops nothing: in a chat they write all the time, and the page shows it at once.
    The customer is locked until the transaction ends: of two answers at the same moment the later one sees the other.
    """
    hold([conversation.pk])
    others = ~Q(author_id=member.pk) | Q(author_id=None)
    came = Message.objects.filter(others, conversation_id=conversation.pk, position__gt=seen, auto=False)
    messages = list(came.exclude(direction="note").order_by("position")[:MOST])
    soon = Pending.objects.filter(conversation_id=conversation.pk, pk__gt=seen, later=False, state="waiting")
    pending = list(soon.exclude(author_id=member.pk).order_by("pk")[:MOST])
    if pending or any(message.direction == "out" for message in messages):
        raise Meanwhile(messages, pending)
