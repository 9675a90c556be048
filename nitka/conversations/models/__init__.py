"""The rows of conversations."""

from nitka.conversations.models.conversation import Assignment, Closure, Conversation, Counter
from nitka.conversations.models.message import Attachment, Delivery, Direction, Message, State
from nitka.conversations.models.reading import Reading

__all__ = [
    "Assignment",
    "Attachment",
    "Closure",
    "Conversation",
    "Counter",
    "Delivery",
    "Direction",
    "Message",
    "Reading",
    "State",
]
