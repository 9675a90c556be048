"""Who may do what to segments. Pure: members in, a yes or no out."""

from nitka.accounts.models import Member
from nitka.accounts.policies import can_manage, sees_all


def can_build(member: Member) -> bool:
    """Make, change and try definitions: a preview counts everybody, so it is for those who see everybody."""
    return can_manage(member) and sees_all(member)
