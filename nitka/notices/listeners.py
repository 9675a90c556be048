"""Members as those who hear: their wishes, where they live, whether it is quiet there now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from nitka.accounts.models import Member, Workspace
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.notices.models import Wishes
from nitka.notices.quiet import quiet_until
from nitka.notices.wishes import letter_at


@dataclass(frozen=True, slots=True)
class Listener:
    """A member who works here."""

    member: Member
    wishes: Wishes
    zone: ZoneInfo
    quiet_until: datetime | None

    @property
    def letter_at(self) -> datetime:
        """When what comes now is told by letter."""
        return letter_at(self.wishes, self.member.hours, self.zone, clock.now())


def listeners(members: Iterable[UUID]) -> dict[UUID, Listener]:
    """Those of some members who still work here, in three statements."""
    rows = list(Member.objects.filter(pk__in=list(members), is_active=True).select_related("user"))
    if not rows:
        return {}
    workspace = Workspace.objects.get(pk=require_workspace())
    wishes = {wish.member_id: wish for wish in Wishes.objects.filter(member_id__in=[row.pk for row in rows])}
    return {row.pk: listener(row, workspace, wishes.get(row.pk)) for row in rows}


def listener(member: Member, workspace: Workspace, wishes: Wishes | None) -> Listener:
    """One, from what was read."""
    known, zone = wishes or Wishes(member_id=member.pk), member.zone(workspace)
    return Listener(member, known, zone, quiet_until(known, member.hours, zone, clock.now()))
