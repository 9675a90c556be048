"""The signed part of a link that ends letters: whose. It opens nothing else, and works for as long as a letter lies
somewhere."""

from uuid import UUID

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="nitka.notices.letters", sep=".")


def make(workspace_id: UUID, member_id: UUID) -> str:
    """The token of a member, the same each time."""
    return _signer.sign(f"{workspace_id.hex}{member_id.hex}")


def read(token: str) -> tuple[UUID, UUID] | None:
    """Workspace and member of a genuine token, else None."""
    try:
        body = _signer.unsign(token)
        return UUID(body[:32]), UUID(body[32:])
    except (BadSignature, ValueError):
        return None
