"""The rows of accounts."""

from nitka.accounts.models.audit import AuditEntry
from nitka.accounts.models.issuer import Issuer
from nitka.accounts.models.kept import KeptView
from nitka.accounts.models.member import Availability, Invitation, Member, Role, Scope, Team, TeamMember
from nitka.accounts.models.people import Entry, KnownDevice, Language, Theme, User, UserManager, Workspace
from nitka.accounts.models.token import ApiToken

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Availability",
    "Entry",
    "Invitation",
    "Issuer",
    "KeptView",
    "KnownDevice",
    "Language",
    "Member",
    "Role",
    "Scope",
    "Team",
    "TeamMember",
    "Theme",
    "User",
    "UserManager",
    "Workspace",
]
