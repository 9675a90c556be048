"""What a member may do with a conversation. Pure."""

from nitka.accounts import policies as accounts
from nitka.accounts.models import Member
from nitka.conversations.models import Conversation


def can_reply(member: Member, conversation: Conversation) -> bool:
    """Answer, note, take, assign, close, reopen."""
    return accounts.can_answer(member)


def can_resend(member: Member) -> bool:
    """Send again what did not go out."""
    return accounts.can_answer(member)
