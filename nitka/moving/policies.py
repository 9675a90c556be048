"""Who may move a company in. Pure: members in, a yes or no out."""

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer, sees_all


def can_move(member: Member) -> bool:
    """Another program's key is given and everybody's customers and conversations come: who administers does it."""
    return can_administer(member) and sees_all(member)
