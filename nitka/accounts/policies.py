"""What each role may do. Pure: a member in, a yes or no out."""

from nitka.accounts.models import Member, Role

_MANAGING = {Role.OWNER, Role.ADMINISTRATOR}


def can_administer(member: Member) -> bool:
    """Channels, members, tokens, quarantine and what did not go out."""
    return member.is_active and member.role in _MANAGING


def can_manage(member: Member) -> bool:
    """The work of others: assign, close tasks, settings of ratings."""
    return member.is_active and member.role in {*_MANAGING, Role.MANAGER}


def can_answer(member: Member) -> bool:
    """Write to customers and change conversations."""
    return member.is_active and member.role != Role.OBSERVER
