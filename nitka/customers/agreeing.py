"""The link of a letter that asks whether its reader agreed: to which line of the journal. Nothing else is in it."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

OPEN_FOR = timedelta(days=7)
_signer = Signer(salt="nitka.customers.agreement", sep=".")


def make(workspace_id: UUID, consent_id: UUID) -> str:
    """The token of a question, the same each time."""
    return _signer.sign(f"{workspace_id.hex}{consent_id.hex}")


def read(token: str) -> tuple[UUID, UUID] | None:
    """Workspace and line of a genuine token, else None."""
    try:
        body = _signer.unsign(token)
        return UUID(body[:32]), UUID(body[32:])
    except (BadSignature, ValueError):
        return None


def agreement_url(workspace_id: UUID, consent_id: UUID) -> str:
    """The whole address, as the letter carries it."""
    return f"{settings.PUBLIC_URL}{reverse('customers:agreement', args=[make(workspace_id, consent_id)])}"
