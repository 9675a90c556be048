"""What a workspace asks of its members' sign-in: a second step of some roles, a length of passwords. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_date

from nitka.accounts.models import Member, Workspace

SETTING = "sign_in"  # in the workspace's settings
SHORTEST, USUAL, LONGEST = 8, 10, 64


@dataclass(frozen=True, slots=True)
class Rules:
    """`roles` need a second step from `since` on, at once where there is no day."""

    roles: frozenset[str] = frozenset()
    since: date | None = None
    length: int = USUAL

    def kept(self) -> dict[str, Any]:
        """As it lies in the settings."""
        return {
            "roles": sorted(self.roles), "since": self.since.isoformat() if self.since else None, "length": self.length
        }  # fmt: skip


def of(workspace: Workspace) -> Rules:
    """A workspace's."""
    kept = workspace.settings.get(SETTING, {})
    since = parse_date(kept["since"]) if kept.get("since") else None
    return Rules(frozenset(kept.get("roles", ())), since, kept.get("length", USUAL))


def lacks_second_step(member: Member, workspace: Workspace) -> bool:
    """Whether they should have one, now or soon, and have none. `member.user` is read."""
    return member.role in of(workspace).roles and not member.user.second_step


def must_set_up(member: Member, workspace: Workspace, now: datetime) -> bool:
    """Whether nothing is shown to them before they have set one up."""
    if not lacks_second_step(member, workspace):
        return False
    since = of(workspace).since
    return since is None or now.astimezone(ZoneInfo(workspace.timezone)).date() >= since


def shortest(workspaces: Iterable[Workspace]) -> int:
    """A person's password is one for all their workspaces: the strictest counts."""
    return max((of(workspace).length for workspace in workspaces), default=USUAL)
