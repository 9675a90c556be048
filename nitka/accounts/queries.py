"""Reads of accounts, first of all the directory: from a key to a workspace."""

from uuid import UUID

from nitka.accounts.models import ApiToken, Entry, Member, User, Workspace
from nitka.kit.db.tenancy import in_workspace


def find(kind: str, key: str) -> Entry | None:
    """The directory's line for a key, or None."""
    return Entry.objects.filter(kind=kind, key=key).first()


def find_all(kind: str, keys: list[str]) -> list[Entry]:
    """The directory's lines for several keys."""
    return list(Entry.objects.filter(kind=kind, key__in=keys))


def has_workspace() -> bool:
    """Whether the installation has been set up."""
    return Workspace.objects.exists()


def workspace_by_slug(slug: str) -> Workspace | None:
    """The workspace at /w/<slug>/."""
    return Workspace.objects.filter(slug=slug).first()


def workspaces_of(user: User) -> list[Workspace]:
    """Where a user is a member, the oldest first."""
    ids = Entry.objects.filter(kind="user", key=str(user.pk)).values("workspace_id")
    return list(Workspace.objects.filter(pk__in=ids).order_by("created_at"))


def member_of(user_id: UUID, workspace_id: UUID) -> Member | None:
    """The active member that a user is in the workspace at work."""
    return Member.objects.filter(workspace_id=workspace_id, user_id=user_id, is_active=True).first()


def active_members() -> list[Member]:
    """All who work in the workspace at work, by name."""
    return list(Member.objects.filter(is_active=True).order_by("name"))


def token(secret: str) -> tuple[UUID, ApiToken] | None:
    """The workspace and row of an API token that is in force."""
    entry = find("token", ApiToken.digest_of(secret))
    if entry is None:
        return None
    with in_workspace(entry.workspace_id):
        row = ApiToken.objects.filter(pk=entry.object_id, revoked_at=None).select_related("member").first()
    if row is None or (row.member is not None and not row.member.is_active):
        return None
    return entry.workspace_id, row
