"""What a member may do with a conversation. Pure."""

from nitka.accounts import policies as accounts
from nitka.accounts.models import Member
from nitka.conversations.models import Conversation, SavedView


def can_reply(member: Member, conversation: Conversation) -> bool:
    """Answer, note, take, assign, close, reopen."""
    return accounts.can_answer(member)


def can_share_views(member: Member) -> bool:
    """Put a search into everybody's navigation, and take it away."""
    return accounts.can_manage(member)


def can_remove_view(member: Member, view: SavedView) -> bool:
    """One's own, and as a manager those of everybody."""
    return view.member_id == member.pk or (view.member_id is None and can_share_views(member))


def can_resend(member: Member) -> bool:
    """Send again what did not go out."""
    return accounts.can_answer(member)
