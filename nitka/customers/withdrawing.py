"""The link in a message by which its reader says no to more of the kind: whose contact, and to what. Nothing else is in
it, it opens nothing, and it works for as long as the message lies somewhere."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from nitka.kit.signed import Signed

LINK = Signed("nitka.customers.withdrawal")


def withdrawal_url(workspace_id: UUID, identity_id: UUID, purpose: str) -> str:
    """The whole address, as a message carries it."""
    token = LINK.make(workspace_id, identity_id, purpose)
    return f"{settings.PUBLIC_URL}{reverse('customers:withdrawal', args=[token])}"
