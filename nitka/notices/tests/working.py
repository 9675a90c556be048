"""The worker's part in tests: what waits becomes notices, and what a member then finds."""

from uuid import UUID

from nitka.accounts.models import Member
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.roles import as_role
from nitka.notices import queries
from nitka.notices.actions.queue import make_once, sweep_all
from nitka.notices.actions.send import send_once
from nitka.notices.models import Notice, Sending, Wishes
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


def send(way: str) -> int:
    """What is due of letters or pushes, as the worker's process sends it; how many were claimed."""
    count = 0
    with as_role("worker"):
        while n := send_once(way):
            count += n
    return count


def sendings(member: Member) -> list[tuple[str, str, str]]:
    """Way, state and reason of what goes out or went out, the oldest first."""
    with in_workspace(member.workspace_id):
        rows = Sending.objects.filter(member_id=member.pk).order_by("made_at", "id")
        return list(rows.values_list("way", "state", "reason"))


def wishes_with(**fields: object) -> Wishes:
    """Wishes that are in no table."""
    return Wishes(workspace_id=UUID(int=0), **fields)


def wish(member: Member, **fields: object) -> None:
    """What a member says, in force."""
    with in_workspace(member.workspace_id):
        Wishes.objects.update_or_create(member_id=member.pk, defaults=fields)
