"""Who may do what to customers. Pure: members in, a yes or no out."""

from nitka.accounts.models import Member
from nitka.accounts.policies import Permission, can_administer, can_answer, can_manage, has, sees_all
from nitka.customers.known import SeenBy


def can_merge(member: Member) -> bool:
    """Say that two are one person or are not, and take it back."""
    return can_answer(member)


def can_vouch(member: Member) -> bool:
    """Say that a contact is whose it was said to be, and take that back."""
    return can_answer(member)


def can_enter(member: Member) -> bool:
    """Write down a new customer: it says whether a contact is anybody's, so only who sees all customers does. The
    others write first, and see who that leads to."""
    return can_answer(member) and sees_all(member)


def can_label(member: Member) -> bool:
    """Put labels on customers and off, say whose they are."""
    return can_answer(member)


def can_keep_labels(member: Member) -> bool:
    """Make, rename and delete labels; say whether owners come first."""
    return can_manage(member)


def can_release(member: Member) -> bool:
    """Let a contact that too many have link again."""
    return can_manage(member)


def can_export(member: Member) -> bool:
    """Take the list away as a file; of whom, their scope says."""
    return has(member, Permission.EXPORT)


def can_read_rules(member: Member) -> bool:
    """See by which contacts customers become one."""
    return can_manage(member)


def can_change_rules(member: Member) -> bool:
    """Change by which contacts customers become one: it concerns everybody's customers."""
    return can_administer(member)


def can_keep_companies(member: Member) -> bool:
    """Make companies, change them, say who is with them."""
    return can_answer(member)


def can_note_consents(member: Member) -> bool:
    """Write down what a customer agreed to or withdrew."""
    return can_answer(member)


def can_keep_attributes(member: Member) -> bool:
    """Say what attributes are kept for, and drop them: it concerns everybody's customers."""
    return can_administer(member)


def sees_attributes_for(member: Member, eyes: str) -> bool:
    """See the attributes that are for some eyes only (`known.SeenBy`)."""
    if eyes == SeenBy.ADMINISTRATORS:
        return can_administer(member)
    return can_manage(member) if eyes == SeenBy.MANAGERS else member.is_active


def can_keep_purposes(member: Member) -> bool:
    """Say what customers are asked to agree to, and in which words."""
    return can_manage(member)
