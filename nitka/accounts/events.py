"""What accounts tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class TeamDeleted:
    """A team is no more: what waits in its queue waits for everybody."""

    team_id: UUID


@dataclass(frozen=True)
class TeamRestored:
    """A deleted team is back: what its deletion took out of its queue returns."""

    team_id: UUID


@dataclass(frozen=True)
class MemberLeft:
    """A member was deactivated: what they hold goes to a member, a team, or with neither back to the queue."""

    member_id: UUID
    to_member_id: UUID | None
    to_team_id: UUID | None
    by_id: UUID | None


@dataclass(frozen=True)
class NewDevice:
    """A person signed in with a browser they never used before: told in each workspace where they work, and in one of
    them as the first."""

    device_id: UUID
    first: bool
