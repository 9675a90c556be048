"""The link in a message by which its reader says no to more of the kind: whose contact, and to what. Nothing else is in
it, it opens nothing, and it works for as long as the message lies somewhere."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

_signer = Signer(salt="nitka.customers.withdrawal", sep=".")


def make(workspace_id: UUID, identity_id: UUID, purpose: str) -> str:
    """The token of a contact and a purpose, the same each time."""
    return _signer.sign(f"{workspace_id.hex}{identity_id.hex}{purpose}")


def read(token: str) -> tuple[UUID, UUID, str] | None:
    """Workspace, contact and purpose of a genuine token, else None."""
    try:
        body = _signer.unsign(token)
        return UUID(body[:32]), UUID(body[32:64]), body[64:]
    except (BadSignature, ValueError):
        return None


def withdrawal_url(workspace_id: UUID, identity_id: UUID, purpose: str) -> str:
    """The whole address, as a message carries it."""
    return f"{settings.PUBLIC_URL}{reverse('customers:withdrawal', args=[make(workspace_id, identity_id, purpose)])}"
