"""What each may do with ratings and tasks. Pure."""

from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer, can_manage
from nitka.feedback.models import Task


def can_see(member: Member) -> bool:
    """Figures, ratings and tasks are for everybody who works here."""
    return member.is_active


def can_take(member: Member, task: Task) -> bool:
    """Take a task that is still to be done."""
    return can_answer(member) and task.is_open and task.owner_id != member.pk


def can_work(member: Member, task: Task) -> bool:
    """Note steps, tell the customer, close: its owner, and who manages."""
    return can_answer(member) and (task.owner_id in (member.pk, None) or can_manage(member))


def can_assign(member: Member) -> bool:
    """Give a task to somebody else."""
    return can_manage(member)


def can_set_rules(member: Member) -> bool:
    """Change how channels ask."""
    return can_manage(member)
