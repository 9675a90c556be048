"""Who may take files in. Pure: members in, a yes or no out."""

from nitka.accounts.models import Member
from nitka.accounts.policies import can_manage, sees_all


def can_import(member: Member) -> bool:
    """Load customers from a file: it changes everybody's customers, so who does it sees all of them."""
    return can_manage(member) and sees_all(member)
