"""Who may look at the system's health."""

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer


def can_see_health(member: Member) -> bool:
    """Administrators of any workspace: what is shown are figures of the whole, nothing of another company."""
    return can_administer(member)
