"""Who may do what about the rights of persons. Pure: members in, a yes or no out."""

from nitka.accounts.models import Member
from nitka.accounts.policies import Permission, has, sees_all


def can_keep_rights(member: Member) -> bool:
    """Keep the register, export and erase: whoever administers and sees every customer."""
    return has(member, Permission.ADMINISTER) and sees_all(member)
