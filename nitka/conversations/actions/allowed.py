"""Whether a message may leave: answers always, what has a purpose where the customer lets it."""

from nitka.channels.contract import ChannelError
from nitka.conversations.models import Message
from nitka.customers.queries import Stands, agreed

NOT_AGREED = ChannelError("not_agreed", permanent=True)
RESTRICTED = ChannelError("restricted", permanent=True)  # they asked that nothing be done with their data


def may_go(message: Message, stands: Stands) -> bool:
    """`follows`: it is about a conversation that the customer began, and goes until they say no."""
    purpose = message.meta.get("purpose")
    if not purpose:
        return True
    said = agreed(stands, message.identity_id, purpose)
    return bool(message.meta.get("follows")) if said is None else said
