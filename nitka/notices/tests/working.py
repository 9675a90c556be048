"""The worker's part in tests: what waits becomes notices, and what a member then finds."""

from nitka.accounts.models import Member
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.notices import queries
from nitka.notices.actions.queue import make_once, sweep_all
from nitka.notices.models import Notice
from nitka.notices.queries import Shown


def make() -> None:
    """Everything that waits, as the worker's process does it."""
    with as_role("worker"):
        while make_once():
            pass


def sweep() -> None:
    """What came due, as the worker's process finds it."""
    with as_role("worker"):
        sweep_all()


def found(member: Member) -> list[Shown]:
    """What stands in a member's list."""
    with in_workspace(member.workspace_id):
        return queries.latest(member)[0]


def kinds(member: Member) -> list[tuple[str, int]]:
    """Kinds and counts of a member's list, the latest first."""
    return [(one.notice.kind, one.notice.count) for one in found(member)]


def rows(member: Member) -> list[Notice]:
    """All notices of a member, whatever they may see."""
    with in_workspace(member.workspace_id):
        return list(Notice.objects.filter(member_id=member.pk).order_by("-at", "-id"))
