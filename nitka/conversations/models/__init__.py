"""The rows of conversations."""

from nitka.conversations.models.beginning import Beginning
from nitka.conversations.models.conversation import Assignment, Closure, Conversation, Counter
from nitka.conversations.models.draft import Draft, Habits, Pending
from nitka.conversations.models.follower import Follower, Mention
from nitka.conversations.models.label import Label, Labelling
from nitka.conversations.models.message import Attachment, Delivery, Direction, Message, State
from nitka.conversations.models.phrases import Canned, Macro
from nitka.conversations.models.reading import Reading
from nitka.conversations.models.regrouping import Regrouped, Regrouping
from nitka.conversations.models.revision import Revision
from nitka.conversations.models.search import SavedView, Searched, SearchTodo, Word
from nitka.conversations.models.snooze import Snooze
from nitka.conversations.models.upload import Upload

__all__ = [
    "Assignment",
    "Attachment",
    "Beginning",
    "Canned",
    "Closure",
    "Conversation",
    "Counter",
    "Delivery",
    "Direction",
    "Draft",
    "Follower",
    "Habits",
    "Label",
    "Labelling",
    "Macro",
    "Mention",
    "Message",
    "Pending",
    "Reading",
    "Regrouped",
    "Regrouping",
    "Revision",
    "SavedView",
    "SearchTodo",
    "Searched",
    "Snooze",
    "State",
    "Upload",
    "Word",
]
