"""Who may have lists sent. Pure: members in, a yes or no out."""

from nitka.accounts.models import Member
from nitka.accounts.policies import Permission, can_administer, has


def can_send(member: Member) -> bool:
    """Have customers' data sent out of the house, again and again."""
    return can_administer(member) and has(member, Permission.EXPORT)
