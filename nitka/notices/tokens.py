"""The signed part of a link that ends letters: whose. It opens nothing else, and works for as long as a letter lies
somewhere."""

from uuid import UUID

from nitka.kit.signed import Signed

_LINK = Signed("nitka.notices.letters")


def make(workspace_id: UUID, member_id: UUID) -> str:
    """The token of a member, the same each time."""
    return _LINK.make(workspace_id, member_id)


def read(token: str) -> tuple[UUID, UUID] | None:
    """Workspace and member of a genuine token, else None."""
    found = _LINK.read(token)
    return found[:2] if found else None
