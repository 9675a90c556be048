"""Links that open one thing and tell nothing: a workspace's id, another, perhaps a word, and our signature."""

from uuid import UUID

from django.core.signing import BadSignature, Signer


class Signed:
    """Tokens of one kind of link, for as long as a letter lies somewhere: the same each time, and of no other kind."""

    def __init__(self, salt: str) -> None:
        self._signer = Signer(salt=salt, sep=".")

    def make(self, workspace_id: UUID, key: UUID, word: str = "") -> str:
        """The token of a row, perhaps with a word."""
        return self._signer.sign(f"{workspace_id.hex}{key.hex}{word}")

    def read(self, token: str) -> tuple[UUID, UUID, str] | None:
        """Workspace, row and word of a genuine token, else None."""
        try:
            body = self._signer.unsign(token)
            return UUID(body[:32]), UUID(body[32:64]), body[64:]
        except (BadSignature, ValueError):
            return None
